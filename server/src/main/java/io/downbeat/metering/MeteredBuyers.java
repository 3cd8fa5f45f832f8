package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whom an account meters, since when and until when, and what it metered. */
public class MeteredBuyers {
    /**
     * The time in which a buyer could have been metered, and a day around it for whoever else meters it: the periods of
     * its invoices, and the hours of its records, of which a scheduled invoice's may lie outside. Asking beyond it would
     * ask Tackle for years of hours one by one.
     */
    private static final String BUYERS = """
        SELECT c.region, c.batch_key, c.buyer_key, c.keys, array_agg(DISTINCT c.customer_id) AS customers,
            date_trunc('hour', min(s.since), 'UTC') - interval '1 day' AS since,
            max(s.until) + interval '1 day' AS until
        FROM metered_configuration c JOIN (
            SELECT customer_id, configuration_id, starts_at AS since, coalesce(ends_at, starts_at + interval '1 hour') AS until
            FROM metered_invoice
            UNION ALL SELECT customer_id, configuration_id, hour, hour + interval '1 hour' FROM metering_record) s
            ON s.customer_id = c.customer_id AND s.configuration_id = c.configuration_id
        WHERE c.delivery_method_id = :method AND s.since < :until AND s.until > :from
        GROUP BY c.region, c.batch_key, c.buyer_key, c.keys
        ORDER BY c.buyer_key, c.keys
        """;
    /** Of this account only: what went to the same buyer on another connector is not shown here. */
    private static final String RECORDS = """
        SELECT m.hour, m.quantity, m.state FROM metering_record m
        WHERE m.buyer_key = :buyer AND m.dimension = :dimension AND m.delivery_method_id = :method
            AND m.hour >= :from AND m.hour < :until
        ORDER BY m.hour
        """;

    /**
     * @param customers who is billed through this buyer
     * @param since to the hour
     */
    public record Buyer(MarketplaceConnector.Buyer buyer, Set<CustomerId> customers, Instant since, Instant until) {
        public String key() {
            return buyer.address().buyerKey();
        }
    }

    public record MeteredHour(Instant hour, long quantity, String state) {}

    private final JdbcClient database;

    MeteredBuyers(JdbcClient database) {
        this.database = database;
    }

    public List<Buyer> buyers(DeliveryMethodId method, Instant from, Instant until) {
        return database.sql(BUYERS)
                .param("method", method.value())
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) -> new Buyer(
                        buyer(method, row), customers(row), Rows.instant(row, "since"), Rows.instant(row, "until")))
                .list();
    }

    private static Set<CustomerId> customers(ResultSet row) throws SQLException {
        UUID[] ids = (UUID[]) row.getArray("customers").getArray();
        return Arrays.stream(ids).map(CustomerId::new).collect(Collectors.toSet());
    }

    private static MarketplaceConnector.Buyer buyer(DeliveryMethodId method, ResultSet row) throws SQLException {
        Map<String, String> keys = new LinkedHashMap<>();
        Json.read(Rows.text(row, "keys"))
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asString()));
        var address = new MarketplaceConnector.Address(
                Rows.text(row, "region"), Rows.text(row, "batch_key"), Rows.text(row, "buyer_key"));
        return new MarketplaceConnector.Buyer(method, address, keys);
    }

    public List<MeteredHour> records(DeliveryMethodId method, String buyer, Instant from, Instant until) {
        return database.sql(RECORDS)
                .param("method", method.value())
                .param("buyer", buyer)
                .param("dimension", MarketplaceConnector.DIMENSION)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) ->
                        new MeteredHour(Rows.instant(row, "hour"), row.getLong("quantity"), Rows.text(row, "state")))
                .list();
    }
}

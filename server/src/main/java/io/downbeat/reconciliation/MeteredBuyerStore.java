package io.downbeat.reconciliation;

import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whom an account meters, since when and until when, and what it metered. */
final class MeteredBuyerStore {
    /**
     * The time in which a buyer could have been metered, and a day around it for whoever else meters it: the periods of
     * its invoices, and the hours of its slots, of which a scheduled invoice's may lie outside. Asking beyond it would
     * ask Tackle for years of hours one by one.
     */
    private static final String BUYERS = """
        SELECT c.region, c.batch_key, c.buyer_key, c.keys, min(u.name) AS customer, date_trunc('hour', min(s.since), 'UTC') - interval '1 day' AS since,
            max(s.until) + interval '1 day' AS until
        FROM metered_configuration c JOIN (
            SELECT configuration_id, starts_at AS since, coalesce(ends_at, starts_at + interval '1 hour') AS until
            FROM metered_invoice
            UNION ALL SELECT configuration_id, hour, hour + interval '1 hour' FROM metering_record) s
            ON s.configuration_id = c.configuration_id
        LEFT JOIN customer u ON u.id = c.customer_id
        WHERE c.delivery_method_id = :method AND s.since < :until AND s.until > :from
        GROUP BY c.region, c.batch_key, c.buyer_key, c.keys
        ORDER BY c.buyer_key, c.keys
        """;
    /** Of this account only: what went to the same buyer on another connector is not shown here. */
    private static final String SLOTS = """
        SELECT m.hour, m.quantity, m.state FROM metering_record m
        WHERE m.buyer_key = :buyer AND m.dimension = :dimension AND m.delivery_method_id = :method
            AND m.hour >= :from AND m.hour < :until
        ORDER BY m.hour
        """;

    /** @param since to the hour */
    record Buyer(MarketplaceConnector.Buyer buyer, @Nullable String customer, Instant since, Instant until) {
        String key() {
            return buyer.address().buyerKey();
        }
    }

    private final JdbcClient database;

    MeteredBuyerStore(JdbcClient database) {
        this.database = database;
    }

    List<Buyer> buyers(DeliveryMethodId method, Instant from, Instant until) {
        return database.sql(BUYERS)
                .param("method", method.value())
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) -> new Buyer(
                        buyer(method, row),
                        row.getString("customer"),
                        Rows.instant(row, "since"),
                        Rows.instant(row, "until")))
                .list();
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

    List<MeterReconciliation.OurRecord> slots(DeliveryMethodId method, String buyer, Instant from, Instant until) {
        return database.sql(SLOTS)
                .param("method", method.value())
                .param("buyer", buyer)
                .param("dimension", MarketplaceConnector.DIMENSION)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query((row, number) -> new MeterReconciliation.OurRecord(
                        Rows.instant(row, "hour"), row.getLong("quantity"), Rows.text(row, "state")))
                .list();
    }
}

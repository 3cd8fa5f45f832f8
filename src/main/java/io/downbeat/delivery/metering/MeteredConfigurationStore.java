package io.downbeat.delivery.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is metered to which buyer, and whether still. Runs inside a transaction of its caller. */
final class MeteredConfigurationStore {
    private static final String ADD = """
        INSERT INTO metered_configuration (configuration_id, customer_id, billing_provider, delivery_method,
            delivery_method_id, region, batch_key, buyer_key, buyer_names, keys)
        VALUES (:id, :customer, :provider, :method, :deliveryMethod, :region, :batchKey,
            coalesce((SELECT k.buyer_key FROM metered_configuration k WHERE k.buyer_names && :names::text[]
                ORDER BY k.configuration_id LIMIT 1), :buyerKey), :names::text[], :keys::jsonb)
        ON CONFLICT (configuration_id) DO NOTHING
        """;
    private static final String FIND = "SELECT * FROM metered_configuration WHERE configuration_id = ANY(:ids)";
    private static final String STOP = """
        UPDATE metered_configuration SET stopped_at = :now, stop_reason = :reason
        WHERE configuration_id = ANY(:ids) AND stopped_at IS NULL
        """;
    private static final String ARCHIVE = """
        UPDATE metered_configuration SET archived_at = :now, stopped_at = coalesce(stopped_at, :now),
            stop_reason = :reason
        WHERE configuration_id = ANY(:ids) AND archived_at IS NULL
        """;
    private static final String SILENCE = """
        UPDATE meter_stream SET next_meter_at = NULL, remainder_reason = :reason
        WHERE invoice_id IN (
            SELECT invoice_id FROM meter_stream
            WHERE configuration_id = ANY(:ids) AND next_meter_at IS NOT NULL
            ORDER BY invoice_id FOR NO KEY UPDATE)
        """;
    private static final String DUE_NOW = """
        UPDATE meter_slot SET next_attempt_at = :now
        WHERE configuration_id = ANY(:ids) AND next_attempt_at > :now
        """;
    private static final String RESUME = """
        UPDATE metered_configuration SET stopped_at = NULL, stop_reason = NULL, refusals_in_a_row = 0
        WHERE delivery_method_id = :deliveryMethod AND stopped_at IS NOT NULL AND archived_at IS NULL
        RETURNING configuration_id
        """;
    private static final String WAKE = """
        UPDATE meter_stream SET next_meter_at = :now, remainder_reason = NULL
        WHERE configuration_id = ANY(:ids) AND voided_at IS NULL AND next_meter_at IS NULL
        """;
    private static final String REFUSED = """
        UPDATE metered_configuration SET refusals_in_a_row = refusals_in_a_row + 1 WHERE configuration_id = :id
        RETURNING refusals_in_a_row
        """;
    private static final String ACCEPTED = """
        UPDATE metered_configuration SET refusals_in_a_row = 0
        WHERE configuration_id = ANY(:ids) AND refusals_in_a_row > 0
        """;

    private static final String WITH_OPEN_INVOICES = """
        SELECT DISTINCT configuration_id FROM meter_stream
        WHERE configuration_id = ANY(:ids) AND final_cents IS NULL AND voided_at IS NULL
        """;
    private static final String LOCK = """
        SELECT configuration_id FROM metered_configuration WHERE configuration_id = ANY(:ids)
        ORDER BY configuration_id FOR NO KEY UPDATE
        """;

    private final JdbcClient database;

    MeteredConfigurationStore(JdbcClient database) {
        this.database = database;
    }

    /** @param names of the buyer: who shares one with an earlier configuration takes over its buyer key */
    void add(MeteredConfiguration configuration, Set<String> names) {
        database.sql(ADD)
                .param("id", configuration.id().value())
                .param("customer", configuration.customer().value())
                .param("provider", configuration.provider().name())
                .param("method", configuration.method().name())
                .param("deliveryMethod", configuration.deliveryMethod().value())
                .param("region", configuration.address().region())
                .param("batchKey", configuration.address().batchKey())
                .param("buyerKey", configuration.address().buyerKey())
                .param("names", names.toArray(String[]::new))
                .param("keys", Json.write(configuration.keys()))
                .update();
    }

    Map<UUID, MeteredConfiguration> find(Collection<UUID> ids) {
        Map<UUID, MeteredConfiguration> found = new LinkedHashMap<>();
        database.sql(FIND)
                .param("ids", Rows.array(ids))
                .query(MeteredConfigurationStore::configuration)
                .list()
                .forEach(each -> found.put(each.id().value(), each));
        return found;
    }

    void archive(Collection<UUID> ids, String reason, Instant now) {
        end(ARCHIVE, ids, reason, now);
    }

    /** @return false if it was stopped already */
    boolean stop(UUID id, String reason, Instant now) {
        return end(STOP, List.of(id), reason, now) == 1;
    }

    /** Nothing new is made; slots that wait become due, so that the sender settles them without sending. */
    private int end(String how, Collection<UUID> ids, String reason, Instant now) {
        UUID[] all = Rows.array(ids);
        int ended = database.sql(how)
                .param("ids", all)
                .param("reason", reason)
                .param("now", Rows.at(now))
                .update();
        database.sql(SILENCE).param("ids", all).param("reason", reason).update();
        database.sql(DUE_NOW).param("ids", all).param("now", Rows.at(now)).update();
        return ended;
    }

    /** Metering that refusals had stopped begins again, for all customers of the delivery method; answers for whom. */
    List<UUID> resume(DeliveryMethodId deliveryMethod, Instant now) {
        List<UUID> ids = database.sql(RESUME)
                .param("deliveryMethod", deliveryMethod.value())
                .query(UUID.class)
                .list();
        if (!ids.isEmpty()) {
            database.sql(WAKE)
                    .param("ids", Rows.array(ids))
                    .param("now", Rows.at(now))
                    .update();
        }
        return ids;
    }

    /** Those with an invoice that is neither finalized nor voided. */
    List<UUID> withOpenInvoices(Collection<UUID> ids) {
        return database.sql(WITH_OPEN_INVOICES)
                .param("ids", Rows.array(ids))
                .query(UUID.class)
                .list();
    }

    /** Taken before any stream or slot, so that the hourly job and the sender never wait for each other in a circle. */
    void lock(Collection<UUID> ids) {
        database.sql(LOCK).param("ids", Rows.array(ids)).query(UUID.class).list();
    }

    /** @return how many refusals that makes in a row */
    int refused(UUID id) {
        return database.sql(REFUSED).param("id", id).query(Integer.class).single();
    }

    void accepted(Collection<UUID> ids) {
        database.sql(ACCEPTED).param("ids", Rows.array(ids)).update();
    }

    static MeteredConfiguration configuration(ResultSet row, int number) throws SQLException {
        Map<String, String> keys = new LinkedHashMap<>();
        Json.read(row.getString("keys"))
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asString()));
        return new MeteredConfiguration(
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                new CustomerId(Rows.uuid(row, "customer_id")),
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                new MeterRoad.Address(row.getString("region"), row.getString("batch_key"), row.getString("buyer_key")),
                keys,
                row.getObject("stopped_at") == null ? null : row.getString("stop_reason"));
    }
}

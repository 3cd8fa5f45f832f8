package io.downbeat.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is metered to which buyer, and whether still. Runs inside a transaction of its caller. */
final class MeteredConfigurationStore {
    private static final String ADD = """
        INSERT INTO metered_configuration (configuration_id, customer_id, billing_provider, delivery_method,
            delivery_method_id, region, batch_key, buyer_key, buyer_names, keys)
        VALUES (:id, :customer, :provider, :method, :deliveryMethod, :region, :batchKey,
            coalesce((SELECT k.buyer_key FROM metered_configuration k WHERE k.buyer_names && :names::text[]
                ORDER BY k.configuration_id LIMIT 1), :buyerKey), :names::text[], :keys::jsonb)
        ON CONFLICT DO NOTHING
        """;
    /** Two that come at once would not see each other's names, and each begin hours of its own. */
    private static final String ONE_AT_A_TIME =
            "SELECT 1 FROM pg_advisory_xact_lock(hashtext('metered_configuration.buyer_names'))";

    private static final String KEYS_OF = """
        SELECT buyer_key FROM metered_configuration WHERE buyer_names && :names::text[]
        GROUP BY buyer_key ORDER BY min(configuration_id::text)
        """;
    private static final String JOIN_CONFIGURATIONS =
            "UPDATE metered_configuration SET buyer_key = :key WHERE buyer_key = :other";
    /** Hours that are still open to anybody; what both used already stays as it is. */
    private static final String JOIN_HOURS = """
        UPDATE metering_record m SET buyer_key = :key
        WHERE m.buyer_key = :other
            AND m.hour >= (SELECT max(hour) FROM metering_record WHERE buyer_key = :other) - interval '3 days'
            AND NOT EXISTS (SELECT FROM metering_record o
                WHERE o.buyer_key = :key AND o.dimension = m.dimension AND o.hour = m.hour)
        """;

    private static final String FIND = """
        SELECT c.* FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        JOIN metered_configuration c ON c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id
        """;
    private static final String STOP = """
        UPDATE metered_configuration c SET stopped_at = :now, stop_reason = :reason
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id AND c.stopped_at IS NULL
        """;
    private static final String ARCHIVE = """
        UPDATE metered_configuration c SET archived_at = :now, stopped_at = coalesce(c.stopped_at, :now),
            stop_reason = :reason
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id AND c.archived_at IS NULL
        """;
    private static final String SILENCE = """
        UPDATE metered_invoice SET next_meter_at = NULL, remainder_reason = :reason
        WHERE (customer_id, invoice_id) IN (
            SELECT c.customer_id, c.invoice_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
            JOIN metered_invoice c ON c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id
            WHERE c.next_meter_at IS NOT NULL
            ORDER BY c.invoice_id FOR NO KEY UPDATE OF c)
        """;
    private static final String DUE_NOW = """
        UPDATE metering_record c SET next_attempt_at = :now
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id AND c.next_attempt_at > :now
        """;
    private static final String STOPPED_OF = """
        SELECT customer_id, configuration_id FROM metered_configuration
        WHERE delivery_method_id = :deliveryMethod AND stopped_at IS NOT NULL AND archived_at IS NULL
        ORDER BY configuration_id FOR NO KEY UPDATE
        """;
    private static final String RESUME = """
        UPDATE metered_configuration c SET stopped_at = NULL, stop_reason = NULL, refusals_in_a_row = 0
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id
        """;
    private static final String WAKE = """
        UPDATE metered_invoice c SET next_meter_at = :at, remainder_reason = NULL
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id AND c.voided_at IS NULL AND c.next_meter_at IS NULL
        """;
    private static final String REFUSED = """
        UPDATE metered_configuration SET refusals_in_a_row = refusals_in_a_row + 1
        WHERE customer_id = :customer AND configuration_id = :id
        RETURNING refusals_in_a_row
        """;
    private static final String ACCEPTED = """
        UPDATE metered_configuration c SET refusals_in_a_row = 0
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        WHERE c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id AND c.refusals_in_a_row > 0
        """;

    private static final String WITH_OPEN_INVOICES = """
        SELECT DISTINCT c.configuration_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        JOIN metered_invoice c ON c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id
        WHERE c.final_cents IS NULL AND c.voided_at IS NULL
        """;
    private static final String ARCHIVED_WITHOUT_OPEN_INVOICES = """
        SELECT c.configuration_id FROM metered_configuration c
        WHERE c.configuration_id = ANY(:ids) AND c.archived_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM metered_invoice s WHERE s.customer_id = c.customer_id
                AND s.configuration_id = c.configuration_id AND s.final_cents IS NULL AND s.voided_at IS NULL)
        """;
    private static final String LOCK_OF_RECORD = """
        SELECT c.configuration_id FROM metered_configuration c
        JOIN metering_record m USING (customer_id, configuration_id)
        WHERE m.customer_id = :customer AND m.id = :record FOR NO KEY UPDATE OF c
        """;
    private static final String VIEW = """
        SELECT customer_id, configuration_id, billing_provider, delivery_method, delivery_method_id, refusals_in_a_row, stopped_at,
            stop_reason, archived_at
        FROM metered_configuration WHERE configuration_id = :id
        """;
    private static final String LOCK = """
        SELECT c.configuration_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, configuration_id)
        JOIN metered_configuration c ON c.customer_id = k.customer_id AND c.configuration_id = k.configuration_id
        ORDER BY c.configuration_id FOR NO KEY UPDATE OF c
        """;

    private final JdbcClient database;

    MeteredConfigurationStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param names of the buyer: who shares one with an earlier configuration takes over its buyer key, and joins buyers
     *     that were held for two
     */
    void add(MeteredConfiguration configuration, Set<String> names) {
        if (!names.isEmpty()) {
            database.sql(ONE_AT_A_TIME).query(Integer.class).single();
        }
        database.sql(ADD)
                .param("id", configuration.ref().configuration().value())
                .param("customer", configuration.ref().customer().value())
                .param("provider", configuration.provider().name())
                .param("method", configuration.method().name())
                .param("deliveryMethod", configuration.deliveryMethod().value())
                .param("region", configuration.address().region())
                .param("batchKey", configuration.address().batchKey())
                .param("buyerKey", configuration.address().buyerKey())
                .param("names", names.toArray(String[]::new))
                .param("keys", Json.write(configuration.keys()))
                .update();
        if (!names.isEmpty()) {
            join(database.sql(KEYS_OF)
                    .param("names", names.toArray(String[]::new))
                    .query(String.class)
                    .list());
        }
    }

    private void join(List<String> keys) {
        for (int i = 1; i < keys.size(); i++) {
            for (String statement : List.of(JOIN_CONFIGURATIONS, JOIN_HOURS)) {
                database.sql(statement)
                        .param("key", keys.getFirst())
                        .param("other", keys.get(i))
                        .update();
            }
        }
    }

    Map<ConfigurationRef, MeteredConfiguration> find(Collection<ConfigurationRef> keys) {
        Map<ConfigurationRef, MeteredConfiguration> found = new LinkedHashMap<>();
        of(FIND, keys)
                .query(MeteredConfigurationStore::configuration)
                .list()
                .forEach(each -> found.put(each.ref(), each));
        return found;
    }

    void archive(Collection<ConfigurationRef> keys, String reason, Instant now) {
        end(ARCHIVE, keys, reason, now);
    }

    /** @return false if it was stopped already */
    boolean stop(ConfigurationRef ref, String reason, Instant now) {
        return end(STOP, List.of(ref), reason, now) == 1;
    }

    /** Nothing new is made; slots that wait become due, so that the sender settles them without sending. */
    private int end(String how, Collection<ConfigurationRef> keys, String reason, Instant now) {
        int ended =
                of(how, keys).param("reason", reason).param("now", Rows.at(now)).update();
        of(SILENCE, keys).param("reason", reason).update();
        of(DUE_NOW, keys).param("now", Rows.at(now)).update();
        return ended;
    }

    /** Those of a delivery method that refusals stopped, locked. */
    List<ConfigurationRef> stoppedOf(DeliveryMethodId deliveryMethod) {
        return database.sql(STOPPED_OF)
                .param("deliveryMethod", deliveryMethod.value())
                .query((row, number) -> ref(row))
                .list();
    }

    /** Metering that refusals had stopped begins again. */
    void resume(Collection<ConfigurationRef> keys, Instant now) {
        if (!keys.isEmpty()) {
            of(RESUME, keys).update();
            of(WAKE, keys).param("at", Rows.at(Hours.nextLook(now))).update();
        }
    }

    /** How metering of a configuration stands. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record View(
            ConfigurationId billingProviderConfigurationId,
            BillingProvider billingProvider,
            DeliveryMethodType deliveryMethod,
            DeliveryMethodId deliveryMethodId,
            int refusals,
            @Nullable Instant stoppedAt,
            @Nullable String stopReason,
            @Nullable Instant archivedAt) {}

    record Found(ConfigurationRef ref, View view) {}

    /** By its id alone: whoever asks for a configuration by its address does not name the customer. */
    Optional<Found> view(UUID id) {
        return database.sql(VIEW)
                .param("id", id)
                .query((row, number) -> new Found(ref(row), view(row)))
                .optional();
    }

    private static View view(ResultSet row) throws SQLException {
        return new View(
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                row.getInt("refusals_in_a_row"),
                Rows.optionalInstant(row, "stopped_at"),
                row.getString("stop_reason"),
                Rows.optionalInstant(row, "archived_at"));
    }

    /** As {@link #lock}, of one record. */
    void lockOf(RecordRef record) {
        database.sql(LOCK_OF_RECORD)
                .param("customer", record.customer().value())
                .param("record", record.id())
                .query(UUID.class)
                .list();
    }

    /** Those with an invoice that is neither finalized nor voided. */
    List<UUID> withOpenInvoices(Collection<ConfigurationRef> keys) {
        return of(WITH_OPEN_INVOICES, keys).query(UUID.class).list();
    }

    /** Those that were archived, and of which every invoice is finalized or voided. */
    List<UUID> archivedWithoutOpenInvoices(Collection<UUID> ids) {
        return database.sql(ARCHIVED_WITHOUT_OPEN_INVOICES)
                .param("ids", Rows.array(ids))
                .query(UUID.class)
                .list();
    }

    /** Taken before any stream or slot, so that the hourly job and the sender never wait for each other in a circle. */
    void lock(Collection<ConfigurationRef> keys) {
        of(LOCK, keys).query(UUID.class).list();
    }

    /** @return how many refusals that makes in a row */
    int refused(ConfigurationRef ref) {
        return database.sql(REFUSED)
                .param("customer", ref.customer().value())
                .param("id", ref.configuration().value())
                .query(Integer.class)
                .single();
    }

    void accepted(Collection<ConfigurationRef> keys) {
        of(ACCEPTED, keys).update();
    }

    private JdbcClient.StatementSpec of(String statement, Collection<ConfigurationRef> keys) {
        return database.sql(statement)
                .param("customers", Rows.array(keys, each -> each.customer().value()))
                .param("ids", Rows.array(keys, each -> each.configuration().value()));
    }

    static ConfigurationRef ref(ResultSet row) throws SQLException {
        return new ConfigurationRef(
                new CustomerId(Rows.uuid(row, "customer_id")), new ConfigurationId(Rows.uuid(row, "configuration_id")));
    }

    static MeteredConfiguration configuration(ResultSet row, int number) throws SQLException {
        Map<String, String> keys = new LinkedHashMap<>();
        Json.read(row.getString("keys"))
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asString()));
        return new MeteredConfiguration(
                ref(row),
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                new MarketplaceConnector.Address(
                        row.getString("region"), row.getString("batch_key"), row.getString("buyer_key")),
                keys,
                row.getObject("stopped_at") == null ? null : row.getString("stop_reason"));
    }
}

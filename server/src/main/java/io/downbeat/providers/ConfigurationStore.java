package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Customers' configurations in the database. Runs inside the transaction of its caller. */
final class ConfigurationStore {
    private static final String SELECT = """
        SELECT p.id, p.customer_id, p.billing_provider, p.delivery_method_id, p.delivery_method, p.configuration,
               m.configuration AS delivery_method_configuration, p.tax_provider, p.unbillable_rules, p.archived_at
        FROM provider_configuration p JOIN delivery_method m ON m.id = p.delivery_method_id
        """;
    private static final String FIND_ALL = SELECT + "WHERE p.id = ANY(:ids)";
    private static final String HOLD = SELECT + "WHERE p.id = :id FOR SHARE OF p";
    private static final String LIVE_OF_CUSTOMER = SELECT + """
        WHERE p.customer_id = :customer AND p.archived_at IS NULL ORDER BY p.id
        """;
    private static final String ALL_OF_CUSTOMER = SELECT + "WHERE p.customer_id = :customer ORDER BY p.id";
    /**
     * Always in the order of ids, so that two requests never wait for each other in a circle. NO KEY: the key does not
     * change, and finalizing, which holds the contract that archiving asks for next, must get past to name the
     * configuration in an invoice.
     */
    private static final String LOCK = """
        SELECT id, archived_at IS NOT NULL AS archived FROM provider_configuration
        WHERE customer_id = :customer AND id = ANY(:ids)
        ORDER BY id FOR NO KEY UPDATE
        """;

    private static final String ARCHIVE = """
        UPDATE provider_configuration SET archived_at = :now WHERE customer_id = :customer AND id = ANY(:ids)
        """;
    /** A row whose identity is taken stays out; ordered, so that two batches do not wait in a circle. */
    private static final String INSERT_ALL = """
        INSERT INTO provider_configuration
            (id, customer_id, delivery_method_id, billing_provider, delivery_method, configuration, tax_provider,
             unbillable_rules, identity, other_identity, created_at)
        SELECT id, customer_id, delivery_method_id, billing_provider, delivery_method, configuration::jsonb,
               tax_provider, unbillable_rules::jsonb, identity, other_identity, :now
        FROM unnest(:ids, :customers, :methods, :providers, :types, :configurations, :taxProviders, :rules,
                    :identities, :otherIdentities)
            AS wanted (id, customer_id, delivery_method_id, billing_provider, delivery_method, configuration,
                       tax_provider, unbillable_rules, identity, other_identity)
        ORDER BY identity COLLATE "C", other_identity COLLATE "C", id
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    record New(ProviderConfiguration configuration, CustomerKeys.Identity identity) {}

    record Locked(ConfigurationId id, boolean archived) {}

    private final JdbcClient database;

    ConfigurationStore(JdbcClient database) {
        this.database = database;
    }

    Map<ConfigurationId, ProviderConfiguration> findAll(Collection<ConfigurationId> ids) {
        Map<ConfigurationId, ProviderConfiguration> found = new LinkedHashMap<>();
        database.sql(FIND_ALL)
                .param("ids", values(ids))
                .query((row, number) -> configuration(row))
                .list()
                .forEach(configuration -> found.put(configuration.id(), configuration));
        return found;
    }

    Optional<ProviderConfiguration> hold(ConfigurationId id) {
        return database.sql(HOLD)
                .param("id", id.value())
                .query((row, number) -> configuration(row))
                .optional();
    }

    List<ProviderConfiguration> ofCustomer(CustomerId customer, boolean archivedToo) {
        return database.sql(archivedToo ? ALL_OF_CUSTOMER : LIVE_OF_CUSTOMER)
                .param("customer", customer.value())
                .query((row, number) -> configuration(row))
                .list();
    }

    /** Locks those of the ids that are the customer's. */
    List<Locked> lock(CustomerId customer, Collection<ConfigurationId> ids) {
        return database.sql(LOCK)
                .param("customer", customer.value())
                .param("ids", values(ids))
                .query((row, number) ->
                        new Locked(new ConfigurationId(row.getObject("id", UUID.class)), row.getBoolean("archived")))
                .list();
    }

    void archive(CustomerId customer, Collection<ConfigurationId> ids, Instant now) {
        database.sql(ARCHIVE)
                .param("customer", customer.value())
                .param("ids", values(ids))
                .param("now", Rows.at(now))
                .update();
    }

    /** @return the ids of those that found their identity free */
    Set<UUID> insertAll(List<New> wanted, Instant now) {
        return database.sql(INSERT_ALL)
                .param("ids", Rows.array(wanted, each -> each.configuration.id().value()))
                .param(
                        "customers",
                        Rows.array(wanted, each -> each.configuration.customer().value()))
                .param(
                        "methods",
                        Rows.array(
                                wanted,
                                each -> each.configuration.deliveryMethodId().value()))
                .param(
                        "providers",
                        Rows.texts(wanted, each -> each.configuration.provider().wire()))
                .param(
                        "types",
                        Rows.texts(
                                wanted,
                                each -> each.configuration.deliveryMethod().wire()))
                .param("configurations", Rows.texts(wanted, each -> Json.write(each.configuration.configuration())))
                .param("taxProviders", Rows.texts(wanted, each -> each.configuration.taxProvider()))
                .param("rules", Rows.texts(wanted, each -> Json.write(each.configuration.unbillableRules())))
                .param("identities", Rows.texts(wanted, each -> each.identity.name()))
                .param("otherIdentities", Rows.texts(wanted, each -> each.identity.otherName()))
                .param("now", Rows.at(now))
                .query(UUID.class)
                .set();
    }

    private static ProviderConfiguration configuration(ResultSet row) throws SQLException {
        OffsetDateTime archivedAt = row.getObject("archived_at", OffsetDateTime.class);
        return new ProviderConfiguration(
                new ConfigurationId(row.getObject("id", UUID.class)),
                new CustomerId(row.getObject("customer_id", UUID.class)),
                BillingProvider.fromWire(row.getString("billing_provider")),
                new DeliveryMethodId(row.getObject("delivery_method_id", UUID.class)),
                DeliveryMethodType.fromWire(row.getString("delivery_method")),
                Json.read(row.getString("configuration")),
                Json.read(row.getString("delivery_method_configuration")),
                row.getString("tax_provider"),
                List.of(Json.MAPPER.readValue(row.getString("unbillable_rules"), UnbillableRule[].class)),
                archivedAt == null ? null : archivedAt.toInstant());
    }

    private static UUID[] values(Collection<ConfigurationId> ids) {
        return ids.stream().map(ConfigurationId::value).distinct().toArray(UUID[]::new);
    }
}

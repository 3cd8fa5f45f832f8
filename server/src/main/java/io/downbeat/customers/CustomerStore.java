package io.downbeat.customers;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Customers and their aliases in the database. Runs inside the transaction of its caller. */
final class CustomerStore {
    private static final String SELECT = """
        SELECT c.id, c.name, c.custom_fields, c.salesforce_account_id, c.leave_stripe_invoices_in_draft,
               c.created_at, c.updated_at, c.archived_at,
               ARRAY(SELECT a.alias FROM customer_alias a WHERE a.customer_id = c.id ORDER BY a.position) AS aliases
        FROM customer c
        """;
    private static final String FIND_ALL = SELECT + "WHERE c.id = ANY(:ids)";
    private static final String FOLLOWING = """
        SELECT id FROM customer WHERE archived_at IS NULL AND (CAST(:after AS uuid) IS NULL OR id > :after)
        ORDER BY id LIMIT :limit
        """;
    // Not FOR UPDATE: whoever holds one of its contracts may be writing a row that names the customer, and would wait.
    private static final String LOCK = "SELECT id FROM customer WHERE id = :id FOR NO KEY UPDATE";
    /** In the order of ids, so that two requests never wait for each other in a circle. */
    private static final String HOLD = "SELECT id FROM customer WHERE id = ANY(:ids) ORDER BY id FOR SHARE";

    private static final String INSERT = """
        INSERT INTO customer (id, name, custom_fields, created_at, updated_at)
        VALUES (:id, :name, :customFields::jsonb, :now, :now)
        """;
    private static final String UPDATE = """
        UPDATE customer
        SET name = :name, salesforce_account_id = :salesforceAccountId,
            leave_stripe_invoices_in_draft = :leaveStripeInvoicesInDraft, updated_at = :now
        WHERE id = :id
        """;
    private static final String ARCHIVE = "UPDATE customer SET archived_at = :now, updated_at = :now WHERE id = :id";
    private static final String TOUCH = "UPDATE customer SET updated_at = :now WHERE id = :id";

    private static final String DROP_ALIASES = """
        DELETE FROM customer_alias WHERE customer_id = :id AND alias <> ALL(:aliases)
        """;
    /** In one order for everybody, so that two requests for the same aliases wait for each other, not in a circle. */
    private static final String PUT_ALIASES = """
        INSERT INTO customer_alias (alias, customer_id, position)
        SELECT alias, :id, position FROM unnest(:aliases) WITH ORDINALITY AS wanted (alias, position)
        ORDER BY alias COLLATE "C"
        ON CONFLICT (alias) DO UPDATE SET position = excluded.position
        WHERE customer_alias.customer_id = excluded.customer_id
        RETURNING alias
        """;

    private static final String IDS_OF_OTHERS = "SELECT id FROM customer WHERE id = ANY(:ids) AND id <> :id";

    private static final String RESOLVE = """
        SELECT alias, customer_id FROM customer_alias WHERE alias = ANY(:texts)
        UNION ALL
        SELECT NULL, id FROM customer WHERE id = ANY(:ids)
        """;
    private static final String ACTIVE = "WHERE c.archived_at IS NULL\n";
    private static final String ARCHIVED = "WHERE c.archived_at IS NOT NULL\n";
    private static final String AFTER = "AND c.id > :after\n";
    private static final String BY_IDS = "AND c.id = ANY(:ids)\n";
    private static final String BY_SALESFORCE = "AND c.salesforce_account_id = ANY(:salesforce)\n";
    private static final String BY_ALIAS = """
        AND c.id = (SELECT a.customer_id FROM customer_alias a WHERE a.alias = :alias)
        """;
    private static final String ORDER = "ORDER BY c.id LIMIT :limit";

    private static final String MEANT = """
        AND (strpos(lower(c.name), lower(:text)) > 0 OR c.id = :id
             OR c.id IN (SELECT a.customer_id FROM customer_alias a WHERE starts_with(a.alias, :text)))
        """;
    private static final String AFTER_BY_NAME = """
        AND (lower(c.name), c.id) > (SELECT lower(last.name), last.id FROM customer last WHERE last.id = :after)
        """;
    private static final String BY_NAME = "ORDER BY lower(c.name), c.id LIMIT :limit";

    /** No customer's id: ids carry their moment. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient database;

    CustomerStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Customer> find(CustomerId id) {
        return Optional.ofNullable(findAll(Set.of(id)).get(id));
    }

    List<CustomerId> following(@Nullable CustomerId after, int limit) {
        return database.sql(FOLLOWING)
                .param("after", after == null ? null : after.value())
                .param("limit", limit)
                .query((row, number) -> new CustomerId(Rows.uuid(row, "id")))
                .list();
    }

    Map<CustomerId, Customer> findAll(Collection<CustomerId> ids) {
        Map<CustomerId, Customer> found = new LinkedHashMap<>();
        database.sql(FIND_ALL)
                .param("ids", ids.stream().map(CustomerId::value).distinct().toArray(UUID[]::new))
                .query((row, number) -> customer(row))
                .list()
                .forEach(customer -> found.put(customer.id(), customer));
        return found;
    }

    /** Keeps others from changing the customer until the transaction ends; empty if there is none. */
    Optional<Customer> lock(CustomerId id) {
        return database.sql(LOCK)
                .param("id", id.value())
                .query(UUID.class)
                .optional()
                .flatMap(locked -> find(id));
    }

    /** Keeps others from archiving the customers until the transaction ends; those that exist, as they are by then. */
    Map<CustomerId, Customer> hold(Collection<CustomerId> ids) {
        database.sql(HOLD)
                .param("ids", ids.stream().map(CustomerId::value).distinct().toArray(UUID[]::new))
                .query(UUID.class)
                .list();
        return findAll(ids);
    }

    void insert(CustomerId id, String name, Map<String, String> customFields, Instant now) {
        database.sql(INSERT)
                .param("id", id.value())
                .param("name", name)
                .param("customFields", Json.write(customFields))
                .param("now", Rows.at(now))
                .update();
    }

    void update(CustomerId id, String name, CustomerConfig config, Instant now) {
        database.sql(UPDATE)
                .param("id", id.value())
                .param("name", name)
                .param("salesforceAccountId", config.salesforceAccountId())
                .param("leaveStripeInvoicesInDraft", config.leaveStripeInvoicesInDraft())
                .param("now", Rows.at(now))
                .update();
    }

    void archive(CustomerId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    void touch(CustomerId id, Instant now) {
        database.sql(TOUCH).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    /** Makes these the customer's aliases and answers those it got: all of them, unless another customer has some. */
    Set<String> replaceAliases(CustomerId id, Set<String> aliases) {
        String[] wanted = aliases.toArray(String[]::new);
        database.sql(DROP_ALIASES)
                .param("id", id.value())
                .param("aliases", wanted)
                .update();
        return database.sql(PUT_ALIASES)
                .param("id", id.value())
                .param("aliases", wanted)
                .query(String.class)
                .set();
    }

    /** Those of the ids that are customers other than this one. */
    Set<UUID> idsOfOthers(CustomerId id, Collection<UUID> ids) {
        return database.sql(IDS_OF_OTHERS)
                .param("id", id.value())
                .param("ids", ids.toArray(UUID[]::new))
                .query(UUID.class)
                .set();
    }

    Map<String, CustomerId> resolve(Set<String> texts) {
        Map<String, UUID> ids = new HashMap<>();
        texts.forEach(text -> Aliases.asId(text).ifPresent(id -> ids.put(text, id)));
        // An alias means whoever has it exactly as it is spelt; an id may come in upper case.
        Map<String, CustomerId> byAlias = new HashMap<>();
        Set<UUID> known = new HashSet<>();
        database.sql(RESOLVE)
                .param("texts", texts.toArray(String[]::new))
                .param("ids", ids.values().stream().distinct().toArray(UUID[]::new))
                .query(row -> {
                    String alias = row.getString("alias");
                    UUID customer = Rows.uuid(row, "customer_id");
                    if (alias == null) {
                        known.add(customer);
                    } else {
                        byAlias.put(alias, new CustomerId(customer));
                    }
                });
        Map<String, CustomerId> resolved = new HashMap<>(byAlias);
        ids.forEach((text, id) -> {
            if (known.contains(id)) {
                resolved.putIfAbsent(text, new CustomerId(id));
            }
        });
        return resolved;
    }

    List<Customer> list(CustomerFilter filter, @Nullable UUID after, int limit) {
        StringBuilder sql = new StringBuilder(SELECT).append(filter.onlyArchived() ? ARCHIVED : ACTIVE);
        Map<String, Object> values = new HashMap<>(Map.of("limit", limit));
        if (after != null) {
            sql.append(AFTER);
            values.put("after", after);
        }
        if (!filter.ids().isEmpty()) {
            sql.append(BY_IDS);
            values.put("ids", filter.ids().toArray(UUID[]::new));
        }
        if (!filter.salesforceAccountIds().isEmpty()) {
            sql.append(BY_SALESFORCE);
            values.put("salesforce", filter.salesforceAccountIds().toArray(String[]::new));
        }
        if (filter.ingestAlias() != null) {
            sql.append(BY_ALIAS);
            values.put("alias", filter.ingestAlias());
        }
        return database.sql(sql.append(ORDER).toString())
                .params(values)
                .query((row, number) -> customer(row))
                .list();
    }

    /** In the order of their names, the archived ones left out. */
    List<Customer> byName(@Nullable String text, @Nullable UUID after, int limit) {
        StringBuilder sql = new StringBuilder(SELECT).append(ACTIVE);
        Map<String, @Nullable Object> values = new HashMap<>(Map.of("limit", limit));
        if (text != null) {
            sql.append(MEANT);
            values.put("text", text);
            values.put("id", Aliases.asId(text).orElse(NOBODY));
        }
        if (after != null) {
            sql.append(AFTER_BY_NAME);
            values.put("after", after);
        }
        return database.sql(sql.append(BY_NAME).toString())
                .params(values)
                .query((row, number) -> customer(row))
                .list();
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                new CustomerId(row.getObject("id", UUID.class)),
                row.getString("name"),
                List.of((String[]) row.getArray("aliases").getArray()),
                new CustomerConfig(
                        row.getString("salesforce_account_id"),
                        row.getObject("leave_stripe_invoices_in_draft", Boolean.class)),
                Json.readTexts(Rows.text(row, "custom_fields")),
                Rows.instant(row, "created_at"),
                Rows.instant(row, "updated_at"),
                Rows.optionalInstant(row, "archived_at"));
    }
}

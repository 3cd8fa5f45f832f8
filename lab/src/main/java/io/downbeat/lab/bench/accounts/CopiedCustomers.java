package io.downbeat.lab.bench.accounts;

import io.downbeat.lab.bench.accounts.PrototypeCustomers.Prototype;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many copies of a few customers, row by row in SQL. The last eight digits of each id of a customer's are the copy's number, so
 * copies refer to each other as their originals do, and their ids sort by time. What is shared (products, accounts) stays shared.
 */
public final class CopiedCustomers {
    /** Ids of what all customers share; {@code group_id} is a hash. */
    private static final Set<String> SHARED = Set.of(
            "product_id", "rate_card_id", "credit_type_id", "delivery_method_id", "metric_id", "group_id", "actor_id");

    /** Usage and what was sent are many and long: of earlier months no page shows them, and they would fill the disk. */
    private static final String LATELY = "> timestamptz '" + PrototypeCustomers.NOW + "' - interval '3 months'";

    private static final String OF_LATE_DELIVERIES = """
        p.delivery_id IN (SELECT d.id FROM delivery d WHERE d.customer_id = p.customer_id AND d.created_at %s)\
        """.formatted(LATELY);

    private static final String ID_IN_TEXT =
            "CASE WHEN p.%1$s ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN overlay(p.%1$s placing c.suffix"
                    + " from 29) ELSE p.%1$s END";

    /**
     * @param changed columns with what a copy has there; ids change by themselves
     * @param where which rows are copied
     */
    private record Copied(String table, Map<String, String> changed, String where) {}

    private static Copied all(String table) {
        return new Copied(table, Map.of(), "true");
    }

    /** In the order in which they refer to each other. */
    private static final List<Copied> FIRST = List.of(
            new Copied("customer", Map.of("name", "p.name || ' ' || c.n"), "true"),
            new Copied("customer_alias", Map.of("alias", "p.alias || '-' || c.n"), "true"),
            new Copied("usage_series", Map.of("id", "p.id * 100000 + c.n"), "true"),
            new Copied("usage_hour", Map.of("series_id", "p.series_id * 100000 + c.n"), "p.hour " + LATELY),
            new Copied(
                    "usage_event",
                    Map.of(
                            "ordinal",
                            "nextval('usage_ordinal')",
                            "customer",
                            "overlay(p.customer placing c.suffix from 29)",
                            "transaction_id",
                            "p.transaction_id || '-' || c.n"),
                    "p.timestamp " + LATELY),
            new Copied(
                    "provider_configuration",
                    Map.of(
                            "configuration",
                            "p.configuration || jsonb_build_object('stripe_customer_id',"
                                    + " p.configuration ->> 'stripe_customer_id' || c.n)",
                            "identity",
                            "p.identity || c.n"),
                    "true"),
            all("contract"),
            all("scheduled_charge"),
            all("scheduled_charge_item"),
            all("contract_edit"),
            new Copied("provider_segment", Map.of("sequence", "p.sequence * 100000 + c.n"), "true"),
            all("invoice"),
            all("invoice_line"),
            all("billed_item"),
            new Copied("external_invoice", Map.of("external_invoice_id", "p.external_invoice_id || c.n"), "true"),
            all("invoicing_cursor"));

    private static final List<Copied> LAST = List.of(
            all("delivery_action"),
            new Copied("incident", Map.of("subject", ID_IN_TEXT.formatted("subject")), "true"),
            new Copied(
                    "audit_entry",
                    Map.of(
                            "id",
                            "p.id * 100000 + c.n",
                            "resource_id",
                            ID_IN_TEXT.formatted("resource_id"),
                            "txid",
                            "pg_current_xact_id()"),
                    "true"));

    /** How much of what was sent is copied. */
    public enum Sendings {
        /** Attempts, receipts and payloads of the last three months: what pages show, in a third of the time. */
        OF_LATE,
        /** All of them, so that every promise holds of the copies too. */
        ALL;

        private List<Copied> tables() {
            String payload = this == ALL
                    ? "p.payload"
                    : "CASE WHEN p.created_at " + LATELY
                            + " THEN p.payload WHEN p.payload IS NOT NULL THEN '{}'::bytea END";
            String where = this == ALL ? "true" : OF_LATE_DELIVERIES;
            return List.of(
                    new Copied("delivery", Map.of("provider_ref", "p.provider_ref || c.n", "payload", payload), "true"),
                    new Copied("delivery_attempt", Map.of(), where),
                    new Copied("delivery_receipt", Map.of("provider_ref", "p.provider_ref || c.n"), where));
        }
    }

    /** Each row's hash is its own, so these are computed by the triggers and functions that wrote the originals'. */
    private static final List<String> HASHED = List.of("delivery_attempt", "delivery_receipt", "delivery_action");

    private static final String SEALS = """
        INSERT INTO invoice_seal (customer_id, invoice_id, sha256)
        SELECT i.customer_id, i.id, invoice_digest(i) FROM invoice i WHERE i.finalized_at IS NOT NULL
        ON CONFLICT DO NOTHING\
        """;

    private static final String KEYS = """
        INSERT INTO usage_event_key (transaction_id, ordinal, received_at)
        SELECT transaction_id, ordinal, received_at FROM usage_event
        ON CONFLICT DO NOTHING\
        """;

    private final Connection database;
    private final Sendings sendings;

    public CopiedCustomers(Connection database, Sendings sendings) {
        this.database = database;
        this.sendings = sendings;
    }

    /** The id that a prototype's has in its n-th copy, from 1 on. */
    public static String id(String original, int n) {
        return original.substring(0, 28) + "%08x".formatted(n);
    }

    public void copy(List<Prototype> prototypes) throws SQLException {
        try (Statement statement = database.createStatement()) {
            // Originals hold what foreign keys promise, so their copies do; checking it a million times over takes
            // long.
            statement.execute("SET session_replication_role = replica");
            statement.execute("SET work_mem = '256MB'");
            statement.execute("CREATE TEMP TABLE copies (customer uuid, n int, suffix text)");
            for (Prototype prototype : prototypes) {
                statement.execute("""
                    INSERT INTO copies SELECT '%s', n, lpad(to_hex(n), 8, '0') FROM generate_series(1, %d) n\
                    """.formatted(prototype.customer(), prototype.copies()));
            }
            statement.execute("ANALYZE copies");
            for (String table : HASHED) {
                statement.execute("ALTER TABLE %1$s ENABLE ALWAYS TRIGGER %1$s_is_linked".formatted(table));
            }
            for (List<Copied> tables : List.of(FIRST, sendings.tables(), LAST)) {
                for (Copied table : tables) {
                    statement.execute(insert(table));
                }
            }
            for (String table : HASHED) {
                statement.execute("ALTER TABLE %1$s ENABLE TRIGGER %1$s_is_linked".formatted(table));
            }
            statement.execute(SEALS);
            statement.execute(KEYS);
        }
    }

    /** Row after row of the originals, each with all its copies: what was written in one month stays together, as it does in life. */
    private String insert(Copied copied) throws SQLException {
        List<Column> columns = columns(copied.table());
        String values = columns.stream()
                .map(column -> copied.changed().getOrDefault(column.name(), column.copied()))
                .collect(Collectors.joining(", "));
        return """
            INSERT INTO %1$s OVERRIDING SYSTEM VALUE
            SELECT %2$s FROM (SELECT * FROM %1$s p WHERE %3$s ORDER BY %4$s OFFSET 0) p
            CROSS JOIN LATERAL (SELECT * FROM copies c WHERE c.customer = p.%5$s OFFSET 0) c\
            """.formatted(
                        copied.table(),
                        values,
                        copied.where(),
                        order(columns.stream().map(Column::name).toList()),
                        copied.table().equals("customer") ? "id" : "customer_id");
    }

    /** A history in the order of its hashes; else by ids, which tell when a row was made. */
    private static String order(List<String> columns) {
        return Stream.of("n", "id", "invoice_id", "ordinal", "hour")
                .filter(columns::contains)
                .findFirst()
                .map(column -> "p." + column)
                .orElse("p.customer_id");
    }

    /** @param name as SQL writes it */
    private record Column(String name, boolean isId) {
        String copied() {
            return isId && !SHARED.contains(name)
                    ? "overlay(p.%s::text placing c.suffix from 29)::uuid".formatted(name)
                    : "p." + name;
        }
    }

    private List<Column> columns(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("""
                    SELECT quote_ident(attname), atttypid = 'uuid'::regtype FROM pg_attribute
                    WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum\
                    """.formatted(table))) {
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getBoolean(2)));
            }
        }
        return columns;
    }
}

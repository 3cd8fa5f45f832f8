package io.downbeat.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Copies of a customer with all that it has, row by row in SQL, where the API would take minutes for as many. The last eight
 * digits of each id of the customer's are the copy's number.
 */
public final class CopiedCustomers {
    private static final Set<String> SHARED = Set.of(
            "product_id", "rate_card_id", "credit_type_id", "delivery_method_id", "metric_id", "group_id", "actor_id");

    /** In the order in which they refer to each other, with what has to differ beside the ids. */
    private static final Map<String, Map<String, String>> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("customer", Map.of("name", "p.name || ' ' || c.n"));
        TABLES.put("customer_alias", Map.of("alias", "p.alias || '-' || c.n"));
        TABLES.put("usage_series", Map.of("id", "p.id * 100000 + c.n"));
        TABLES.put("usage_hour", Map.of("series_id", "p.series_id * 100000 + c.n"));
        TABLES.put(
                "usage_event",
                Map.of("ordinal", "nextval('usage_ordinal')", "transaction_id", "p.transaction_id || '-' || c.n"));
        TABLES.put(
                "provider_configuration",
                Map.of("identity", "p.identity || c.n", "other_identity", "p.other_identity || c.n"));
        TABLES.put("contract", Map.of());
        TABLES.put("scheduled_charge", Map.of());
        TABLES.put("scheduled_charge_item", Map.of());
        TABLES.put("contract_edit", Map.of());
        TABLES.put("provider_segment", Map.of());
        TABLES.put("invoice", Map.of());
        TABLES.put("invoice_line", Map.of());
        TABLES.put("billed_item", Map.of());
        TABLES.put("delivery", Map.of("provider_ref", "p.provider_ref || '_' || c.n"));
        TABLES.put("delivery_receipt", Map.of("provider_ref", "p.provider_ref || '_' || c.n"));
        TABLES.put(
                "audit_entry",
                Map.of(
                        "id",
                        "p.id * 100000 + c.n",
                        "resource_id",
                        "overlay(p.resource_id placing lpad(to_hex(c.n), 8, '0') from 29)"));
    }

    private CopiedCustomers() {}

    /** @param from the number of the first copy, from 1 on */
    public static void copy(TestDatabase database, String customer, int from, int until) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // Originals hold what foreign keys and triggers promise.
            statement.execute("SET session_replication_role = replica");
            for (Map.Entry<String, Map<String, String>> table : TABLES.entrySet()) {
                statement.execute("""
                    INSERT INTO %1$s OVERRIDING SYSTEM VALUE
                    SELECT %2$s FROM %1$s p CROSS JOIN generate_series(%4$d, %5$d) c (n) WHERE p.%3$s = '%6$s'\
                    """.formatted(
                                table.getKey(),
                                values(statement, table.getKey(), table.getValue()),
                                table.getKey().equals("customer") ? "id" : "customer_id",
                                from,
                                until - 1,
                                customer));
            }
            statement.execute("ANALYZE");
        }
    }

    /** The id that the n-th copy has in the place of the customer's. */
    public static String id(String original, int n) {
        return original.substring(0, 28) + "%08x".formatted(n);
    }

    private static String values(Statement statement, String table, Map<String, String> changed) throws SQLException {
        StringJoiner values = new StringJoiner(", ");
        try (ResultSet columns = statement.executeQuery("""
            SELECT quote_ident(attname), atttypid = 'uuid'::regtype FROM pg_attribute
            WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum\
            """.formatted(table))) {
            while (columns.next()) {
                String column = columns.getString(1);
                String same = "p." + column;
                values.add(changed.getOrDefault(
                        column,
                        columns.getBoolean(2) && !SHARED.contains(column)
                                ? "overlay(" + same + "::text placing lpad(to_hex(c.n), 8, '0') from 29)::uuid"
                                : same));
            }
        }
        return values.toString();
    }
}

package io.downbeat.customfields;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An owner that keeps values in a column {@code custom_fields} beside a unique {@code id}; each names its own table. */
public final class CustomFieldColumn implements CustomFieldOwner {
    private static final String LOCK =
            "SELECT custom_fields, %3$s AS customer FROM %1$s WHERE id = :id AND %2$s FOR UPDATE";
    private static final String WRITE =
            "UPDATE %1$s SET custom_fields = CAST(:values AS jsonb) WHERE id = :id AND %2$s";
    private static final String FORGET =
            "UPDATE %1$s SET custom_fields = custom_fields - :key WHERE jsonb_exists(custom_fields, :key) AND %2$s";

    private final JdbcClient database;
    private final CustomFieldEntity entity;
    private final String table;
    private final String which;
    private final String customer;

    private CustomFieldColumn(
            JdbcClient database, CustomFieldEntity entity, String table, String which, String customer) {
        this.database = database;
        this.entity = entity;
        this.table = table;
        this.which = which;
        this.customer = customer;
    }

    /** Of a table whose things are the account's. */
    public static CustomFieldColumn ofAccount(JdbcClient database, CustomFieldEntity entity, String table) {
        return new CustomFieldColumn(database, entity, table, "true", "CAST(NULL AS uuid)");
    }

    /** @param customer the column with the customer's id */
    public static CustomFieldColumn ofCustomers(
            JdbcClient database, CustomFieldEntity entity, String table, String customer) {
        return new CustomFieldColumn(database, entity, table, "true", customer);
    }

    /** Only the rows of the table for which the condition holds. */
    public CustomFieldColumn where(String condition) {
        return new CustomFieldColumn(database, entity, table, condition, customer);
    }

    @Override
    public CustomFieldEntity entity() {
        return entity;
    }

    @Override
    public Optional<Held> lock(UUID id) {
        return statement(LOCK)
                .param("id", id)
                .query((row, number) ->
                        new Held(Json.readTexts(Rows.text(row, "custom_fields")), Rows.optionalUuid(row, "customer")))
                .optional();
    }

    @Override
    public void write(UUID id, Map<String, String> values) {
        statement(WRITE).param("id", id).param("values", Json.write(values)).update();
    }

    @Override
    public void forget(String key) {
        statement(FORGET).param("key", key).update();
    }

    private JdbcClient.StatementSpec statement(String template) {
        return database.sql(template.formatted(table, which, customer));
    }
}

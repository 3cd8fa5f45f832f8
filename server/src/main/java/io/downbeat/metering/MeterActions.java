package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people did to slots and configurations, kept for ever. Runs inside the transaction of the deed. */
final class MeterActions {
    private static final String NOTE = """
        INSERT INTO metering_action (customer_id, id, subject_id, action, detail, stood_as, acted_at)
        VALUES (:customer, :id, :subject, :action, :detail, :before, :now)
        """;
    private static final String OF = """
        SELECT action, detail, stood_as, acted_at FROM metering_action
        WHERE customer_id = :customer AND subject_id = :subject
        ORDER BY acted_at, id
        """;

    /** @param stoodAs why the subject was as it was before */
    record Action(String action, String detail, @Nullable String stoodAs, Instant actedAt) {}

    private final JdbcClient database;
    private final Ids ids;

    MeterActions(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    void note(CustomerId customer, UUID subject, String action, String detail, @Nullable String stoodAs, Instant now) {
        database.sql(NOTE)
                .param("customer", customer.value())
                .param("id", ids.next())
                .param("subject", subject)
                .param("action", action)
                .param("detail", detail)
                .param("before", stoodAs, Types.VARCHAR)
                .param("now", Rows.at(now))
                .update();
    }

    List<Action> of(CustomerId customer, UUID subject) {
        return database.sql(OF)
                .param("customer", customer.value())
                .param("subject", subject)
                .query((row, number) -> new Action(
                        row.getString("action"),
                        row.getString("detail"),
                        row.getString("stood_as"),
                        Rows.instant(row, "acted_at")))
                .list();
    }
}

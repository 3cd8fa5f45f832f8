package io.downbeat.preflight;

import io.downbeat.customers.CustomerId;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.PageToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notices in the database. Runs inside the transaction of its caller. */
class NoticeStore {
    static final String KIND = "provider_check_failed";

    private static final String RAISE = """
        INSERT INTO provider_notice (id, contract_id, customer_id, configuration_id, segment_effective_at, points,
            raised_at, checked_at)
        VALUES (:id, :contract, :customer, :configuration, :begins, CAST(:points AS jsonb), :now, :now)
        ON CONFLICT (contract_id, configuration_id) WHERE ended_at IS NULL
        DO UPDATE SET points = excluded.points, checked_at = excluded.checked_at,
            segment_effective_at = excluded.segment_effective_at
        RETURNING xmax = 0 AS is_new
        """;
    private static final String OPEN = """
        SELECT points FROM provider_notice
        WHERE contract_id = :contract AND configuration_id = :configuration AND ended_at IS NULL FOR UPDATE
        """;
    private static final String END = """
        UPDATE provider_notice SET ended_at = :now, ended_reason = :reason
        WHERE contract_id = :contract AND configuration_id = :configuration AND ended_at IS NULL
        """;

    private final JdbcClient database;
    private final Ids ids;

    NoticeStore(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    record Filter(@Nullable UUID contract, @Nullable UUID customer, boolean endedToo) {}

    /**
     * Opens the notice, or tells the open one what was found now.
     *
     * @return whether it is new
     */
    boolean raise(Watch watch, CustomerId customer, List<Point> points, Instant now) {
        return of(RAISE, watch)
                .param("id", ids.next())
                .param("customer", customer.value())
                .param("begins", Rows.at(watch.beginsAt()))
                .param("points", Json.write(points))
                .param("now", Rows.at(now))
                .query(Boolean.class)
                .single();
    }

    /** Ends the open notice, if there is one and what it told of is fine. */
    void updated(Watch watch, List<Point> points, Instant now) {
        of(OPEN, watch)
                .query((row, number) -> points(row))
                .optional()
                .filter(failing -> Notice.isMended(failing, points))
                .ifPresent(failing -> end(watch, Notice.Ending.MENDED, now));
    }

    void end(Watch watch, Notice.Ending ending, Instant now) {
        of(END, watch).param("reason", ending.name()).param("now", Rows.at(now)).update();
    }

    private JdbcClient.StatementSpec of(String sql, Watch watch) {
        return database.sql(sql)
                .param("contract", watch.contract().value())
                .param("configuration", watch.configuration().value());
    }

    /** Newest first; one more than the limit, when there are more. Filters left out are left out of the text. */
    List<Notice> list(Filter wanted, @Nullable PageToken after, int limit) {
        StringBuilder sql = new StringBuilder("SELECT * FROM provider_notice WHERE true");
        if (!wanted.endedToo()) {
            sql.append(" AND ended_at IS NULL");
        }
        if (wanted.contract() != null) {
            sql.append(" AND contract_id = :contract");
        }
        if (wanted.customer() != null) {
            sql.append(" AND customer_id = :customer");
        }
        if (after != null) {
            sql.append(" AND id < :after");
        }
        return database.sql(sql.append(" ORDER BY id DESC LIMIT :limit").toString())
                .param("contract", wanted.contract())
                .param("customer", wanted.customer())
                .param("after", after == null ? null : after.uuid(0))
                .param("limit", limit + 1)
                .query((row, number) -> notice(row))
                .list();
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                Rows.uuid(row, "id"),
                KIND,
                Rows.uuid(row, "contract_id"),
                Rows.uuid(row, "customer_id"),
                Rows.uuid(row, "configuration_id"),
                Rows.instant(row, "segment_effective_at"),
                points(row),
                Rows.instant(row, "raised_at"),
                Rows.instant(row, "checked_at"),
                Rows.optionalInstant(row, "ended_at"),
                row.getString("ended_reason"));
    }

    private static List<Point> points(ResultSet row) throws SQLException {
        return List.of(Json.MAPPER.readValue(row.getString("points"), Point[].class));
    }
}

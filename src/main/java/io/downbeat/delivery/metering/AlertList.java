package io.downbeat.delivery.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.PageToken;
import io.downbeat.platform.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a person should look at now, of metering, deliveries, coming segments and our own incidents: newest first, and only while the matter lasts. */
final class AlertList {
    private static final String OPEN = """
        SELECT * FROM (
            SELECT id, kind, subject_id::text AS subject, detail, raised_at, deadline_at FROM meter_alert
            UNION ALL
            SELECT id, upper(kind), account_key, detail, raised_at, NULL FROM delivery_alert WHERE cleared_at IS NULL
            UNION ALL
            SELECT id, kind, subject, detail, raised_at, NULL FROM incident WHERE ended_at IS NULL
            UNION ALL
            SELECT id, 'PROVIDER_CHECK_FAILED', contract_id::text,
                'it begins to bill through configuration ' || configuration_id || ' then, and that would fail: '
                    || coalesce((SELECT string_agg((p ->> 'name') || ': ' || (p ->> 'detail'), '; ')
                        FROM jsonb_array_elements(points) p WHERE p ->> 'verdict' = 'FAILED'), ''),
                raised_at, segment_effective_at FROM provider_notice WHERE ended_at IS NULL) a
        WHERE :raised::timestamptz IS NULL OR (a.raised_at, a.id) < (:raised, :id::uuid)
        ORDER BY a.raised_at DESC, a.id DESC
        LIMIT :limit
        """;

    /**
     * @param kind what happened, such as {@code METERING_STOPPED}
     * @param subject to what: a configuration, a delivery method, a meter slot, an invoice, an account, a contract or a job
     * @param deadlineAt until when it can be mended; {@code null} if nothing ends
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Alert(
            UUID id,
            String kind,
            String subject,
            String detail,
            Instant raisedAt,
            @Nullable Instant deadlineAt) {}

    private final JdbcClient database;

    AlertList(JdbcClient database) {
        this.database = database;
    }

    List<Alert> open(Optional<PageToken> after, int limit) {
        return database.sql(OPEN)
                .param(
                        "raised",
                        after.map(place -> Rows.at(place.instant(0))).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", after.map(place -> place.uuid(1)).orElse(null), Types.OTHER)
                .param("limit", limit)
                .query(AlertList::alert)
                .list();
    }

    private static Alert alert(ResultSet row, int number) throws SQLException {
        return new Alert(
                Rows.uuid(row, "id"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("detail"),
                Rows.instant(row, "raised_at"),
                Rows.optionalInstant(row, "deadline_at"));
    }
}

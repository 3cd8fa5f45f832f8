package io.downbeat.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.outbound.AccountName;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a person should look at now, of metering, deliveries, coming segments, webhooks and our own incidents, while it lasts. */
final class AlertList {
    private static final String OPEN = """
        SELECT * FROM (
            SELECT id, kind, subject_id::text AS subject, NULL AS account_key,
                CASE WHEN kind IN ('ACCOUNT_REFUSED', 'THROTTLED') THEN subject_id END AS delivery_method_id, detail,
                raised_at, deadline_at FROM meter_alert
            UNION ALL
            SELECT id, upper(kind), account_key, account_key, (SELECT m.delivery_method_id FROM account_circuit m
                WHERE m.account_key = delivery_alert.account_key), detail, raised_at, NULL
            FROM delivery_alert WHERE cleared_at IS NULL
            UNION ALL
            SELECT id, kind, subject, NULL, NULL, detail, raised_at, NULL FROM incident WHERE ended_at IS NULL
            UNION ALL
            SELECT id, 'PROVIDER_CHECK_FAILED', contract_id::text, NULL, NULL,
                'it begins to bill through configuration ' || configuration_id || ' then, and that would fail: '
                    || coalesce((SELECT string_agg((p ->> 'name') || ': ' || (p ->> 'detail'), '; ')
                        FROM jsonb_array_elements(points) p WHERE p ->> 'verdict' = 'FAILED'), ''),
                raised_at, segment_effective_at FROM provider_notice WHERE ended_at IS NULL
            UNION ALL
            SELECT w.id, 'WEBHOOK_GIVEN_UP', w.id::text, NULL, NULL,
                'the webhook at ' || substring(w.url FROM '//([^/?#]+)') || ' did not take ' || count(*)
                    || ' notification(s) in two days; send them again, or archive it',
                min(m.give_up_at), NULL
            FROM webhook w JOIN webhook_message m ON m.webhook_id = w.id AND m.state = 'GIVEN_UP'
            WHERE w.archived_at IS NULL GROUP BY w.id) a
        WHERE :raised::timestamptz IS NULL OR (a.raised_at, a.id) < (:raised, :id::uuid)
        ORDER BY a.raised_at DESC, a.id DESC
        LIMIT :limit
        """;

    /**
     * @param kind what happened, such as {@code METERING_STOPPED}
     * @param subject to what: a configuration, a delivery method, a meter slot, an invoice, an account, a contract, a
     *     webhook or a job
     * @param account what people call the account, where the subject is one; else {@code null}
     * @param deadlineAt until when it can be updated; {@code null} if nothing ends
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Alert(
            UUID id,
            String kind,
            String subject,
            @Nullable String account,
            String detail,
            Instant raisedAt,
            @Nullable Instant deadlineAt) {}

    private final JdbcClient database;
    private final Providers providers;

    AlertList(JdbcClient database, Providers providers) {
        this.database = database;
        this.providers = providers;
    }

    List<Alert> open(Optional<PageToken> after, int limit) {
        return database.sql(OPEN)
                .param(
                        "raised",
                        after.map(place -> Rows.at(place.instant(0))).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .param("id", after.map(place -> place.uuid(1)).orElse(null), Types.OTHER)
                .param("limit", limit)
                .query((row, number) -> alert(row))
                .list();
    }

    private @Nullable String account(@Nullable String key, @Nullable UUID deliveryMethod) {
        DeliveryMethodId method = deliveryMethod == null ? null : new DeliveryMethodId(deliveryMethod);
        if (key != null) {
            return AccountName.of(key, method);
        }
        return method == null
                ? null
                : providers
                        .deliveryMethod(method)
                        .map(found -> AccountName.of(found.accountKey(), method))
                        .orElse(null);
    }

    private Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                Rows.uuid(row, "id"),
                row.getString("kind"),
                row.getString("subject"),
                account(row.getString("account_key"), row.getObject("delivery_method_id", UUID.class)),
                row.getString("detail"),
                Rows.instant(row, "raised_at"),
                Rows.optionalInstant(row, "deadline_at"));
    }
}

package io.downbeat.delivery.audit;

import io.downbeat.platform.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notices about segments to come, and the daily round that raises and ends them. */
final class NoticeStore {
    private static final String KIND = "CONFIGURATION_NOT_READY";
    private static final String DUE = "SELECT due_at FROM preflight_round";
    private static final String CLAIM = """
        SELECT after_configuration FROM preflight_round WHERE due_at <= :now FOR UPDATE SKIP LOCKED
        """;
    private static final String MOVE = "UPDATE preflight_round SET due_at = :due, after_configuration = :after";
    /** The visible segment of each boundary to come; one contract stands for all that meet one configuration. */
    private static final String COMING = """
        SELECT DISTINCT ON (s.provider_configuration_id) s.provider_configuration_id, s.contract_id, s.effective_at
        FROM (SELECT DISTINCT ON (contract_id, effective_at) * FROM provider_segment
            WHERE effective_at > :now AND effective_at <= :until
            ORDER BY contract_id, effective_at, sequence DESC) s
        JOIN contract c ON c.id = s.contract_id
        WHERE s.provider_configuration_id > :after AND c.archived_at IS NULL
            AND (c.ending_before IS NULL OR c.ending_before > s.effective_at)
        ORDER BY s.provider_configuration_id, s.effective_at
        LIMIT :limit
        """;

    private static final String RAISE = """
        INSERT INTO notice (id, kind, subject, detail, raised_at, deadline_at)
        VALUES (:id, :kind, :subject, :detail, :now, :deadline)
        ON CONFLICT (kind, subject) WHERE ended_at IS NULL
            DO UPDATE SET detail = excluded.detail, deadline_at = excluded.deadline_at
        """;
    private static final String END = """
        UPDATE notice SET ended_at = :now WHERE kind = :kind AND subject = :subject AND ended_at IS NULL
        """;
    /** Its segment began, was replaced, or its contract is over: nothing lies ahead any more. */
    private static final String END_PAST = """
        UPDATE notice n SET ended_at = :now
        WHERE n.kind = :kind AND n.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM (SELECT DISTINCT ON (contract_id, effective_at) * FROM provider_segment
                WHERE effective_at > :now ORDER BY contract_id, effective_at, sequence DESC) s
            WHERE s.provider_configuration_id::text = n.subject)
        """;

    record Coming(UUID configuration, UUID contract, Instant effectiveAt) {}

    private final JdbcClient database;
    private final Ids ids;

    NoticeStore(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    Optional<Instant> due() {
        return database.sql(DUE)
                .query((row, number) -> Rows.instant(row, "due_at"))
                .optional();
    }

    /** @return after which configuration the round goes on; empty if it is not due, or another server has it */
    Optional<UUID> claim(Instant now) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .query((row, number) -> Optional.ofNullable(Rows.optionalUuid(row, "after_configuration"))
                        .orElse(new UUID(0, 0)))
                .optional();
    }

    void move(Instant due, @Nullable UUID after) {
        database.sql(MOVE)
                .param("due", Rows.at(due))
                .param("after", after, java.sql.Types.OTHER)
                .update();
    }

    List<Coming> coming(UUID after, Instant now, Instant until, int limit) {
        return database.sql(COMING)
                .param("after", after)
                .param("now", Rows.at(now))
                .param("until", Rows.at(until))
                .param("limit", limit)
                .query((row, number) -> new Coming(
                        Rows.uuid(row, "provider_configuration_id"),
                        Rows.uuid(row, "contract_id"),
                        Rows.instant(row, "effective_at")))
                .list();
    }

    void raise(Coming about, String detail, Instant now) {
        database.sql(RAISE)
                .param("id", ids.next())
                .param("kind", KIND)
                .param("subject", about.configuration().toString())
                .param("detail", detail)
                .param("now", Rows.at(now))
                .param("deadline", Rows.at(about.effectiveAt()))
                .update();
    }

    void end(UUID configuration, Instant now) {
        database.sql(END)
                .param("kind", KIND)
                .param("subject", configuration.toString())
                .param("now", Rows.at(now))
                .update();
    }

    void endPast(Instant now) {
        database.sql(END_PAST).param("kind", KIND).param("now", Rows.at(now)).update();
    }
}

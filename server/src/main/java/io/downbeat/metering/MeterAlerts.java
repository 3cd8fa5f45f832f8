package io.downbeat.metering;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a person should look at: once in the log, kept as a row until the matter is over, and once in the log then, where
 * something goes on that stood still.
 */
final class MeterAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(MeterAlerts.class);
    private static final String RAISE = """
        INSERT INTO meter_alert (id, kind, subject_id, detail, raised_at, deadline_at)
        VALUES (:id, :kind, :subject, :detail, :now, :deadline)
        ON CONFLICT (kind, subject_id) DO NOTHING
        """;
    private static final String DETAIL =
            "UPDATE meter_alert SET detail = :detail WHERE kind = :kind AND subject_id = :subject";
    private static final String OVER = """
        DELETE FROM meter_alert WHERE kind = :kind AND subject_id = ANY(:subjects) RETURNING subject_id
        """;

    private static final String OVER_FOR_ARCHIVED = """
        DELETE FROM meter_alert a USING metered_configuration c
        WHERE a.kind = 'METERING_STOPPED' AND c.configuration_id = a.subject_id AND c.archived_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM metered_invoice s WHERE s.configuration_id = c.configuration_id
                AND s.final_cents IS NULL AND s.voided_at IS NULL)
        """;

    enum Kind {
        /** A configuration is no longer metered; the subject is the configuration. */
        METERING_STOPPED("metering stopped for configuration", "metering goes on for configuration"),
        /** What is due of a configuration cannot be told; the subject is the configuration. */
        METERING_FAILED("metering failed for configuration", "metering works again for configuration"),
        /** Part of an invoice was metered, and the whole went to another provider; the subject is the invoice. */
        METERED_ELSEWHERE("metered elsewhere: invoice", null),
        /** An account refuses us; the subject is the delivery method. */
        ACCOUNT_REFUSED("records are refused for delivery method", "records are taken again for delivery method"),
        /** An account asks for a pause; the subject is the delivery method. */
        THROTTLED("a pause is asked for by delivery method", null),
        /** A slot is not confirmed and half of its window is over; the subject is the slot. */
        DEADLINE_NEAR("deadline near for record", null),
        /** It still is not, a quarter of an hour before the end; the subject is the slot. */
        DEADLINE_CLOSE("deadline close for record", null),
        /** Only a person can tell what became of a slot; the subject is the slot. */
        SLOT_PARKED("parked: record", null);

        private final String raised;
        private final @Nullable String over;

        /** @param over {@code null} where its end is no news */
        Kind(String raised, @Nullable String over) {
            this.raised = raised;
            this.over = over;
        }
    }

    private final JdbcClient database;
    private final Ids ids;

    MeterAlerts(JdbcClient database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** @return whether it was not raised before */
    boolean raise(Kind kind, UUID subject, String detail, @Nullable Instant deadline, Instant now) {
        int raised = database.sql(RAISE)
                .param("id", ids.next())
                .param("kind", kind.name())
                .param("subject", subject)
                .param("detail", detail)
                .param("now", Rows.at(now))
                .param("deadline", Rows.at(deadline), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        if (raised == 1) {
            Transactions.afterCommit(() -> LOG.warn("{} {}: {}", kind.raised, subject, detail));
        }
        return raised == 1;
    }

    /** What stands open says something else by now; not told again. */
    void detail(Kind kind, UUID subject, String detail) {
        database.sql(DETAIL)
                .param("kind", kind.name())
                .param("subject", subject)
                .param("detail", detail)
                .update();
    }

    /** Nothing is left of a configuration that was archived: its invoices are finalized or voided. */
    void overForArchived() {
        database.sql(OVER_FOR_ARCHIVED).update();
    }

    void over(Kind kind, UUID subject) {
        over(kind, List.of(subject));
    }

    void over(Kind kind, Collection<UUID> subjects) {
        List<UUID> ended = database.sql(OVER)
                .param("kind", kind.name())
                .param("subjects", Rows.array(subjects))
                .query(UUID.class)
                .list();
        if (kind.over != null) {
            ended.forEach(subject -> Transactions.afterCommit(() -> LOG.warn("{} {}", kind.over, subject)));
        }
    }
}

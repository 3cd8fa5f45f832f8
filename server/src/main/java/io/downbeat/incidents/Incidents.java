package io.downbeat.incidents;

import io.downbeat.incidents.IncidentReport.Subject;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises, ends and lists incidents; in the running transaction, if there is one. */
public final class Incidents {
    /** The matter is no more; what other reasons mean is known to whoever ends with them. */
    public static final String OVER = "OVER";

    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    private final IncidentStore store;
    private final Ids ids;

    Incidents(IncidentStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    /**
     * Raises it, once: one that is open for this kind and subject stays, and its sentence changes as the kind says. Told in
     * the log when it is new, if the kind has words for that.
     *
     * @return whether it is new
     */
    public boolean raise(IncidentReport report, Instant now) {
        boolean isNew = store.raise(ids.next(), report, now);
        IncidentKind.LogWords words = report.kind().log();
        if (isNew && words != null) {
            Transactions.afterCommit(() -> LOG.atLevel(words.level())
                    .log("{} {}: {}", words.raised(), report.subject().id(), report.detail()));
        }
        return isNew;
    }

    /** Ends it, if it is open. */
    public void end(IncidentKind kind, String subject, Instant now) {
        end(kind, List.of(subject), now);
    }

    /** Ends those of the subjects that are open. */
    public void end(IncidentKind kind, Collection<String> subjects, Instant now) {
        endSaying(kind, subjects, over(kind), now);
    }

    /**
     * Ends those of the subjects that are open, for another reason than the kind's own words for its end say.
     *
     * @param over what the log says instead; {@code null} for nothing
     */
    public void endSaying(IncidentKind kind, Collection<String> subjects, @Nullable String over, Instant now) {
        if (!subjects.isEmpty()) {
            store.end(kind, subjects, OVER, now).forEach(subject -> logEnd(kind, over, subject));
        }
    }

    /** Ends one of a subject's several matters, if it is open. */
    public void end(IncidentKind kind, Subject subject, String reason, Instant now) {
        store.end(kind, subject, reason, now).forEach(ended -> logEnd(kind, over(kind), ended));
    }

    /** Ends it, if it is open and nobody raised it once more at that moment or since. */
    void endUnseenSince(IncidentKind kind, String subject, Instant since, Instant now) {
        store.endUnseen(kind, subject, since, OVER, now).forEach(ended -> logEnd(kind, over(kind), ended));
    }

    private static @Nullable String over(IncidentKind kind) {
        return kind.log() == null ? null : kind.log().over();
    }

    private static void logEnd(IncidentKind kind, @Nullable String over, String subject) {
        IncidentKind.LogWords words = kind.log();
        if (words != null && over != null) {
            Transactions.afterCommit(() -> LOG.atLevel(words.level()).log("{} {}", over, subject));
        }
    }

    /** The open one, held until the transaction ends. */
    public Optional<Incident> lockOpen(IncidentKind kind, Subject subject) {
        return store.lockOpen(kind, subject);
    }

    /** What incidents of the kind are open about. */
    public List<String> openSubjects(IncidentKind kind) {
        return store.openSubjects(kind);
    }

    /**
     * Of one kind, by id, newest first.
     *
     * @param after the last one's id of the page before
     */
    public List<Incident> list(IncidentKind kind, IncidentFilter wanted, @Nullable UUID after, int limit) {
        return store.list(kind, wanted, after, limit);
    }
}

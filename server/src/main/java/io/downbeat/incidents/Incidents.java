package io.downbeat.incidents;

import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises and ends incidents; in the running transaction, if there is one. */
public final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    private final IncidentStore store;
    private final Ids ids;

    Incidents(IncidentStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    /**
     * Raises it, once: one that is open for this kind and subject stays, with the newest detail. Told in the log when it is
     * new.
     *
     * @param detail what happened and what to do; never with a secret
     */
    public void raise(IncidentKind kind, String subject, String detail, Instant now) {
        if (store.raise(ids.next(), kind, subject, detail, now)) {
            // What it is about was logged where it happened, with its stack trace.
            LOG.info("{} {}: {}", kind.name(), subject, detail);
        }
    }

    /** Ends it, if it is open. */
    public void end(IncidentKind kind, String subject, Instant now) {
        end(kind, List.of(subject), now);
    }

    /** Ends those of the subjects that are open. */
    public void end(IncidentKind kind, Collection<String> subjects, Instant now) {
        if (!subjects.isEmpty()) {
            store.end(kind, subjects, now).forEach(subject -> LOG.info("{} {} is over", kind.name(), subject));
        }
    }

    /** Held until the transaction ends. */
    public Optional<Incident> lock(UUID id) {
        return store.lock(id);
    }

    /** Ends one that {@link Incident#isForAPerson() only a person} can end, and keeps beside what happened why. */
    public Incident clear(UUID id, String reason, Instant now) {
        return store.clear(id, reason, now);
    }
}

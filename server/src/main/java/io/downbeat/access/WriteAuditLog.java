package io.downbeat.access;

import io.downbeat.core.Text;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.callers.RefusedChanges;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.platform.work.ClockAdvanced;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes down who changed what, in the transaction of the change, and which calls to change something were refused. */
final class WriteAuditLog implements RefusedChanges {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAuditLog.class);
    private static final int LONGEST_DESCRIPTION = 2_000;

    private final AuditStore store;
    private final Transactions transactions;
    private final InstantSource clock;

    WriteAuditLog(AuditStore store, Transactions transactions, InstantSource clock) {
        this.store = store;
        this.transactions = transactions;
        this.clock = clock;
    }

    @EventListener
    void on(Change change) {
        write(List.of(change), Origin.current().orElse(null));
    }

    /** Whoever asked for what led to it has an entry of their own. */
    @EventListener
    void on(ServerChanges own) {
        write(own.changes(), null);
    }

    /** The clock moves outside of any transaction, step by step, so this is written when it has arrived. */
    @EventListener
    void on(ClockAdvanced advanced) {
        transactions.run(() -> write(
                List.of(Change.of("advance_clock", "clock", null)
                        .from(Map.of("now", advanced.from()))
                        .to(Map.of("now", advanced.to()))),
                Origin.current().orElse(null)));
    }

    private void write(List<Change> changes, @Nullable Origin origin) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(changes + " was published outside the transaction of the change");
        }
        List<Change> real =
                changes.stream().filter(WriteAuditLog::changedSomething).toList();
        if (!real.isEmpty()) {
            store.write(real, origin, true, clock.instant());
        }
    }

    private static boolean changedSomething(Change change) {
        return change.before() == null || !Objects.equals(change.before(), change.after());
    }

    @Override
    public void refused(Changes operation, String message) {
        Change wanted = Change.of(operation.action(), operation.resource(), null)
                .because(Text.cut(SecretMask.of(message), LONGEST_DESCRIPTION));
        try {
            transactions.run(() -> store.write(List.of(wanted), Origin.current().orElse(null), false, clock.instant()));
        } catch (RuntimeException unwritten) {
            // The refusal stands and must reach whoever asked.
            LOG.error("that {} was refused could not be written into the audit log", operation.action(), unwritten);
        }
    }
}

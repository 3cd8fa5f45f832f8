package io.downbeat.platform.db;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one way to open a transaction. A use case opens it; stores run inside and never open their own.
 *
 * <p>Inside a running transaction (a request that carries an {@code Idempotency-Key}) it sets a savepoint instead: a
 * refused request then rolls its own work back, while the record of the refusal still commits with the outer one.
 *
 * <p>No provider is ever called inside a transaction.
 */
public final class Transactions {
    private final TransactionTemplate nested;
    private final TransactionTemplate separate;
    private final PlatformTransactionManager manager;
    private final ApplicationEventPublisher facts;

    public Transactions(PlatformTransactionManager manager, ApplicationEventPublisher facts) {
        this.manager = manager;
        this.facts = facts;
        nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        separate = new TransactionTemplate(manager);
        separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Runs the work in a transaction, or in a savepoint of the one that is running. */
    public <T> T in(Supplier<T> work) {
        return nested.execute(status -> work.get());
    }

    public void run(Runnable work) {
        nested.executeWithoutResult(status -> work.run());
    }

    /** Runs the work in a transaction of its own, on another connection, whatever is running here. */
    public <T> T apart(Supplier<T> work) {
        return separate.execute(status -> work.get());
    }

    /**
     * Reads in a transaction that cannot write, and whose statements fail once it has taken this long.
     *
     * @param most whole seconds
     */
    public <T> T reading(Duration most, Supplier<T> work) {
        var reading = new TransactionTemplate(manager);
        reading.setReadOnly(true);
        reading.setTimeout((int) most.toSeconds());
        return reading.execute(status -> work.get());
    }

    /**
     * Tells whoever listens what was just done here; they write what follows from it in the same transaction, and what they
     * refuse undoes it.
     */
    public void publish(Object fact) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(fact + " was published outside the transaction of what happened");
        }
        facts.publishEvent(fact);
    }

    /**
     * Runs the action once the running transaction is durable, at once if there is none, and never if what is done here
     * is rolled back, be it only to a savepoint.
     */
    public static void afterCommit(Runnable action) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action));
        } else {
            action.run();
        }
    }

    private static final class AfterCommit implements TransactionSynchronization {
        private final Runnable action;
        private final Set<Object> laterSavepoints = Collections.newSetFromMap(new IdentityHashMap<>());
        private boolean undone;

        AfterCommit(Runnable action) {
            this.action = action;
        }

        @Override
        public void savepoint(Object savepoint) {
            laterSavepoints.add(savepoint);
        }

        @Override
        public void savepointRollback(Object savepoint) {
            undone |= !laterSavepoints.contains(savepoint);
        }

        @Override
        public void afterCommit() {
            if (!undone) {
                action.run();
            }
        }
    }
}

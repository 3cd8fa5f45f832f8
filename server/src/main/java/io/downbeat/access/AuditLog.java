package io.downbeat.access;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the audit log. Whoever reads on from the last place that was answered gets every entry once, however many write at
 * the same time.
 *
 * <p>That costs the newest ones a moment: an entry is held back while an older transaction runs. So that people find what
 * they just did, a reading waits for the transactions that had begun before it, but never for long: one may run for
 * minutes (a large ingest with a key, or another database of the same cluster), and the entries behind it come with the
 * next reading. A backup holds nothing up, since it only reads and has no transaction id.
 */
public final class AuditLog implements SmartInitializingSingleton {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(10);

    private final AuditStore store;

    AuditLog(AuditStore store) {
        this.store = store;
    }

    /** The present life of the database is known before anything is written. */
    @Override
    public void afterSingletonsInstantiated() {
        store.beginIncarnation();
    }

    /**
     * Begins a new life in a database that was put back from a backup, before a server starts on it. The original went on
     * after that, and whoever read its entries has a place that the copy's transactions do not reach for long.
     */
    public static void beginInCopy(JdbcClient database) {
        new AuditStore(database).beginInCopy();
    }

    /** At most so many entries behind the query's place. */
    public List<AuditEntry> page(AuditQuery query, int limit) {
        if (!query.newestFirst()) {
            List<AuditEntry> settled = store.page(query, limit);
            if (settled.size() == limit) {
                return settled;
            }
        }
        waitForEarlierTransactions();
        return store.page(query, limit);
    }

    /** The latest about one thing, newest first, without waiting for what is being written at this moment. */
    public List<AuditEntry> about(AuditQuery.Resource resource, int limit) {
        return store.page(AuditQuery.all(true).of(resource), limit);
    }

    /** The same without waiting: what was done a moment ago may come with the next reading only. */
    public List<AuditEntry> settled(AuditQuery query, int limit) {
        return store.page(query, limit);
    }

    private void waitForEarlierTransactions() {
        String next = store.next();
        long since = System.nanoTime();
        while (!store.isOver(next) && System.nanoTime() - since < LONGEST_WAIT.toNanos()) {
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}

package io.downbeat.usage.events;

import io.downbeat.platform.db.PassingFailure;
import io.downbeat.platform.http.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gathers requests that arrive at the same time into one commit. A commit waits for the disk; what arrives meanwhile
 * forms the next group, so no request waits for others to arrive. Every caller is answered after the commit of its
 * events.
 *
 * <p>A group that fails is written again request by request: one that cannot be written does not fail its neighbours.
 */
final class GroupCommit {
    private static final int MOST_IN_A_GROUP = 4_000;
    private static final int MOST_WAITING = 100_000;

    private record Waiting(List<UsageEvent> events, CompletableFuture<Void> written) {}

    private final Consumer<List<UsageEvent>> write;
    private final Semaphore permits;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param permits how many groups may be written at once */
    GroupCommit(Consumer<List<UsageEvent>> write, int permits) {
        this.write = write;
        this.permits = new Semaphore(permits);
    }

    /**
     * Returns when the events are durable.
     *
     * @throws Refused 429 if more is waiting than can be written soon
     */
    void write(List<UsageEvent> events) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            // A request with an Idempotency-Key: its events and its key are written together or not at all.
            write.accept(events);
            return;
        }
        // A soft bound: requests that ask at the same moment may pass it together by what they bring.
        if (waiting.get() + events.size() > MOST_WAITING) {
            throw Refused.tooMany("more events are coming in than can be written; try again in a moment");
        }
        var entry = new Waiting(events, new CompletableFuture<>());
        queue.add(entry);
        waiting.addAndGet(events.size());
        if (permits.tryAcquire()) {
            Thread.ofVirtual().name("ingest").start(this::lead);
        }
        join(entry.written());
    }

    /** Whether more is waiting than can be written soon, so that nothing else is taken. */
    boolean isFull() {
        return waiting.get() >= MOST_WAITING;
    }

    /** Events that are waiting to be written or being written. */
    int waiting() {
        return waiting.get();
    }

    private static void join(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    /** Holds a permit while there is something to write. Its own thread: a caller's answer must not wait for others. */
    private void lead() {
        do {
            try {
                for (List<Waiting> group = next(); !group.isEmpty(); group = next()) {
                    write(
                            group,
                            group.stream()
                                    .mapToInt(entry -> entry.events().size())
                                    .sum());
                }
            } finally {
                permits.release();
            }
            // What came after the last poll and before the release found no free permit.
        } while (!queue.isEmpty() && permits.tryAcquire());
    }

    private List<Waiting> next() {
        List<Waiting> group = new ArrayList<>();
        int size = 0;
        for (Waiting entry = queue.poll(); entry != null; entry = size < MOST_IN_A_GROUP ? queue.poll() : null) {
            group.add(entry);
            size += entry.events().size();
        }
        return group;
    }

    private void write(List<Waiting> group, int size) {
        try {
            List<UsageEvent> all = new ArrayList<>(size);
            group.forEach(entry -> all.addAll(entry.events()));
            write.accept(all);
            group.forEach(entry -> entry.written().complete(null));
        } catch (RuntimeException together) {
            if (PassingFailure.of(together)
                    .filter(PassingFailure.UNREACHABLE::equals)
                    .isPresent()) {
                // No request caused this, and written one by one each of them would wait for the same database.
                group.forEach(entry -> entry.written().completeExceptionally(together));
            } else {
                group.forEach(this::writeAlone);
            }
        } catch (Error nobodysFault) {
            group.forEach(entry -> entry.written().completeExceptionally(nobodysFault));
        } finally {
            waiting.addAndGet(-size);
        }
    }

    private void writeAlone(Waiting entry) {
        try {
            write.accept(entry.events());
            entry.written().complete(null);
        } catch (RuntimeException | Error alone) {
            entry.written().completeExceptionally(alone);
        }
    }
}

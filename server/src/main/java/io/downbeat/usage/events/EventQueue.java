package io.downbeat.usage.events;

import io.downbeat.platform.db.GroupCommit;
import io.downbeat.platform.http.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Requests' events on their way into the database: those that arrive at the same time share a commit. */
final class EventQueue {
    private static final int MOST_IN_A_GROUP = 4_000;
    private static final int MOST_WAITING = 100_000;

    private final Consumer<List<UsageEvent>> write;
    private final GroupCommit<List<UsageEvent>, Integer> commit;

    /** @param writers how many groups may be written at once */
    EventQueue(Consumer<List<UsageEvent>> write, int writers) {
        this.write = write;
        this.commit = new GroupCommit<>("ingest", this::writeTogether, List::size, MOST_IN_A_GROUP, writers);
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
        if (commit.waiting() + events.size() > MOST_WAITING) {
            throw Refused.tooMany("more events are coming in than can be written; try again in a moment");
        }
        commit.write(events);
    }

    private List<Integer> writeTogether(List<List<UsageEvent>> requests) {
        List<Integer> written = requests.stream().map(List::size).toList();
        List<UsageEvent> all =
                new ArrayList<>(written.stream().mapToInt(Integer::intValue).sum());
        requests.forEach(all::addAll);
        write.accept(all);
        return written;
    }

    /** Whether more is waiting than can be written soon, so that nothing else is taken. */
    boolean isFull() {
        return commit.waiting() >= MOST_WAITING;
    }

    /** Events that are waiting to be written or being written. */
    int waiting() {
        return commit.waiting();
    }
}

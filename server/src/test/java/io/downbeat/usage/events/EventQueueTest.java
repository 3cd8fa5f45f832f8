package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventQueueTest {
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch disk = new CountDownLatch(1);
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final EventQueue queue = new EventQueue(this::noteSlowly, 1);

    @Test
    void the_events_of_requests_that_arrive_during_a_commit_are_written_together() throws Exception {
        CompletableFuture<Void> first = start(events("a"));
        firstIsWriting.await();
        CompletableFuture<Void> second = start(events("b", "c"));
        waitUntilWaiting(3);
        CompletableFuture<Void> third = start(events("d"));
        waitUntilWaiting(4);

        disk.countDown();
        CompletableFuture.allOf(first, second, third).join();

        assertThat(groups).containsExactly(List.of("a"), List.of("b", "c", "d"));
    }

    @Test
    void a_full_queue_answers_429_and_takes_again_when_it_is_empty() throws Exception {
        CompletableFuture<Void> first = start(events("a"));
        firstIsWriting.await();
        UsageEvent event = events("b").getFirst();
        CompletableFuture<Void> filling = start(Collections.nCopies(99_999, event));
        waitUntilWaiting(100_000);

        assertThat(queue.isFull()).isTrue();
        assertThatThrownBy(() -> queue.write(List.of(event)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(429));

        disk.countDown();
        first.join();
        filling.join();
        assertThat(queue.isFull()).isFalse();
        queue.write(List.of(event));
    }

    private void noteSlowly(List<UsageEvent> group) {
        groups.add(group.stream().map(UsageEvent::transactionId).toList());
        firstIsWriting.countDown();
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void waitUntilWaiting(int events) {
        while (queue.waiting() < events) {
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Void> start(List<UsageEvent> events) {
        return CompletableFuture.runAsync(() -> queue.write(events), Thread::startVirtualThread);
    }

    private static List<UsageEvent> events(String... transactionIds) {
        return Arrays.stream(transactionIds)
                .map(id -> new UsageEvent(id, "c", "e", Instant.EPOCH, Properties.NONE))
                .toList();
    }
}

package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;

@Timeout(20)
class GroupCommitTest {
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch disk = new CountDownLatch(1);
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);

    @Test
    void a_lone_request_is_written_at_once() {
        GroupCommit commit = new GroupCommit(this::note, 1);

        commit.write(events("a"));

        assertThat(groups).containsExactly(List.of("a"));
    }

    @Test
    void what_arrives_during_a_commit_forms_the_next_group() throws Exception {
        GroupCommit commit = new GroupCommit(this::noteSlowly, 1);
        CompletableFuture<Void> first = start(commit, "a");
        firstIsWriting.await();
        List<CompletableFuture<Void>> others =
                IntStream.range(0, 50).mapToObj(i -> start(commit, "b" + i)).toList();
        waitUntilWaiting(commit, 51);

        disk.countDown();
        first.join();
        others.forEach(CompletableFuture::join);

        assertThat(groups).hasSize(2);
        assertThat(groups.get(1)).hasSize(50);
    }

    @Test
    void one_that_cannot_be_written_does_not_fail_its_neighbours() throws Exception {
        GroupCommit commit = new GroupCommit(
                group -> {
                    noteSlowly(group);
                    if (group.stream().anyMatch(event -> event.transactionId().equals("bad"))) {
                        throw new IllegalArgumentException("bad");
                    }
                },
                1);
        CompletableFuture<Void> first = start(commit, "a");
        firstIsWriting.await();
        CompletableFuture<Void> good = start(commit, "good");
        CompletableFuture<Void> bad = start(commit, "bad");
        waitUntilWaiting(commit, 3);

        disk.countDown();
        first.join();
        good.join();

        assertThatThrownBy(bad::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(groups).contains(List.of("good"), List.of("bad"));
    }

    @Test
    void a_database_that_is_gone_is_not_tried_once_for_each() throws Exception {
        GroupCommit commit = new GroupCommit(
                group -> {
                    noteSlowly(group);
                    throw new DataAccessResourceFailureException("gone");
                },
                1);
        CompletableFuture<Void> first = start(commit, "a");
        firstIsWriting.await();
        List<CompletableFuture<Void>> others =
                IntStream.range(0, 5).mapToObj(i -> start(commit, "b" + i)).toList();
        waitUntilWaiting(commit, 6);

        disk.countDown();

        assertThatThrownBy(first::join).hasCauseInstanceOf(DataAccessResourceFailureException.class);
        others.forEach(
                other -> assertThatThrownBy(other::join).hasCauseInstanceOf(DataAccessResourceFailureException.class));
        assertThat(groups).hasSize(2);
    }

    @Test
    void a_full_queue_answers_429_and_takes_again_when_it_is_empty() throws Exception {
        GroupCommit commit = new GroupCommit(this::noteSlowly, 1);
        CompletableFuture<Void> first = start(commit, "a");
        firstIsWriting.await();
        UsageEvent event = events("b").getFirst();
        List<UsageEvent> most = Collections.nCopies(99_999, event);
        CompletableFuture<Void> filling =
                CompletableFuture.runAsync(() -> commit.write(most), Thread::startVirtualThread);
        waitUntilWaiting(commit, 100_000);

        assertThat(commit.isFull()).isTrue();
        assertThatThrownBy(() -> commit.write(List.of(event)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(429));

        disk.countDown();
        first.join();
        filling.join();
        assertThat(commit.isFull()).isFalse();
        commit.write(List.of(event));
    }

    @Test
    void nobody_is_forgotten_however_requests_and_commits_interleave() {
        GroupCommit commit = new GroupCommit(this::note, 2);

        List<CompletableFuture<Void>> all =
                IntStream.range(0, 20_000).mapToObj(i -> start(commit, "a" + i)).toList();
        all.forEach(CompletableFuture::join);

        assertThat(groups.stream().flatMap(List::stream)).hasSize(20_000).doesNotHaveDuplicates();
    }

    private void note(List<UsageEvent> group) {
        groups.add(group.stream().map(UsageEvent::transactionId).toList());
    }

    private void noteSlowly(List<UsageEvent> group) {
        note(group);
        firstIsWriting.countDown();
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void waitUntilWaiting(GroupCommit commit, int events) {
        while (commit.waiting() < events) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<Void> start(GroupCommit commit, String transactionId) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                commit.write(events(transactionId));
                done.complete(null);
            } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done;
    }

    private static List<UsageEvent> events(String transactionId) {
        return List.of(new UsageEvent(transactionId, "c", "e", Instant.EPOCH, Properties.NONE));
    }
}

package io.downbeat.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
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
    void what_comes_alone_is_written_at_once() {
        GroupCommit<String, String> commit = commit(this::note, 1);

        assertThat(commit.write("a")).isEqualTo("A");

        assertThat(groups).containsExactly(List.of("a"));
    }

    @Test
    void what_arrives_during_a_commit_forms_the_next_group_and_each_has_its_own_answer() throws Exception {
        GroupCommit<String, String> commit = commit(this::noteSlowly, 1);
        CompletableFuture<String> first = start(commit, "a");
        firstIsWriting.await();
        List<CompletableFuture<String>> others =
                IntStream.range(0, 50).mapToObj(i -> start(commit, "b" + i)).toList();
        waitUntilWaiting(commit, 51);

        disk.countDown();

        assertThat(first.join()).isEqualTo("A");
        for (int i = 0; i < others.size(); i++) {
            assertThat(others.get(i).join()).isEqualTo("B" + i);
        }
        assertThat(groups).hasSize(2);
        assertThat(groups.get(1)).hasSize(50);
    }

    @Test
    void nobody_is_answered_before_the_commit_of_the_own_group() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        GroupCommit<String, String> commit = commit(
                group -> {
                    List<String> answers = noteSlowly(group);
                    if (group.contains("b")) {
                        await(second);
                    }
                    return answers;
                },
                1);
        CompletableFuture<String> first = start(commit, "a");
        firstIsWriting.await();
        CompletableFuture<String> other = start(commit, "b");
        waitUntilWaiting(commit, 2);

        assertThat(first).isNotDone();
        disk.countDown();
        first.join();
        assertThat(other).isNotDone();

        second.countDown();
        assertThat(other.join()).isEqualTo("B");
    }

    @Test
    void a_group_ends_with_what_brings_it_to_its_size() throws Exception {
        GroupCommit<String, String> commit = new GroupCommit<>("test", this::noteSlowly, String::length, 4, 1);
        CompletableFuture<String> first = start(commit, "a");
        firstIsWriting.await();
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (String each : List.of("bbb", "ccc", "d")) {
            others.add(start(commit, each));
            waitUntilWaiting(commit, 1 + 3 * others.size() - (each.equals("d") ? 2 : 0));
        }

        disk.countDown();
        first.join();
        others.forEach(CompletableFuture::join);

        assertThat(groups).containsExactly(List.of("a"), List.of("bbb", "ccc"), List.of("d"));
    }

    @Test
    void one_that_cannot_be_written_does_not_fail_its_neighbours() throws Exception {
        GroupCommit<String, String> commit = commit(
                group -> {
                    List<String> answers = noteSlowly(group);
                    if (group.contains("bad")) {
                        throw new IllegalArgumentException("bad");
                    }
                    return answers;
                },
                1);
        CompletableFuture<String> first = start(commit, "a");
        firstIsWriting.await();
        CompletableFuture<String> good = start(commit, "good");
        CompletableFuture<String> bad = start(commit, "bad");
        waitUntilWaiting(commit, 3);

        disk.countDown();
        first.join();

        assertThat(good.join()).isEqualTo("GOOD");
        assertThatThrownBy(bad::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(groups).contains(List.of("good"), List.of("bad"));
    }

    @Test
    void a_database_that_is_gone_is_not_tried_once_for_each() throws Exception {
        GroupCommit<String, String> commit = commit(
                group -> {
                    noteSlowly(group);
                    throw new DataAccessResourceFailureException("gone");
                },
                1);
        CompletableFuture<String> first = start(commit, "a");
        firstIsWriting.await();
        List<CompletableFuture<String>> others =
                IntStream.range(0, 5).mapToObj(i -> start(commit, "b" + i)).toList();
        waitUntilWaiting(commit, 6);

        disk.countDown();

        assertThatThrownBy(first::join).hasCauseInstanceOf(DataAccessResourceFailureException.class);
        others.forEach(
                other -> assertThatThrownBy(other::join).hasCauseInstanceOf(DataAccessResourceFailureException.class));
        assertThat(groups).hasSize(2);
    }

    @Test
    void nobody_is_forgotten_however_callers_and_commits_interleave() {
        GroupCommit<String, String> commit = commit(this::note, 2);

        List<CompletableFuture<String>> all =
                IntStream.range(0, 20_000).mapToObj(i -> start(commit, "a" + i)).toList();
        all.forEach(CompletableFuture::join);

        assertThat(groups.stream().flatMap(List::stream)).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(commit.waiting()).isZero();
    }

    private static GroupCommit<String, String> commit(Function<List<String>, List<String>> write, int writers) {
        return new GroupCommit<>("test", write, _ -> 1, 4_000, writers);
    }

    private List<String> note(List<String> group) {
        groups.add(group);
        return group.stream().map(each -> each.toUpperCase(Locale.ROOT)).toList();
    }

    private List<String> noteSlowly(List<String> group) {
        List<String> answers = note(group);
        firstIsWriting.countDown();
        await(disk);
        return answers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void waitUntilWaiting(GroupCommit<String, String> commit, int most) {
        while (commit.waiting() < most) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<String> start(GroupCommit<String, String> commit, String one) {
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(commit.write(one));
            } catch (RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done;
    }
}

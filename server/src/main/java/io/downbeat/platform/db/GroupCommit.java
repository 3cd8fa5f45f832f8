package io.downbeat.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Gathers what is to be written at the same time into one commit. A commit waits for the disk; what comes meanwhile forms
 * the next group, so nothing waits for others to come. Every caller is answered after the commit of what it brought.
 *
 * <p>A group that fails is written again one by one: what cannot be written does not fail its neighbours.
 *
 * @param <T> what one caller brings
 * @param <R> what it is answered
 */
public final class GroupCommit<T, R> {
    private record Waiting<T, R>(T one, CompletableFuture<R> answer) {}

    private final String name;
    private final Function<List<T>, List<R>> write;
    private final ToIntFunction<T> size;
    private final int mostInAGroup;
    private final Semaphore writers;
    private final Queue<Waiting<T, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param name of the threads that write
     * @param write writes all of a group in one transaction, or none, and has an answer for each in its place
     * @param size how much it is that one caller brings
     * @param mostInAGroup what brings a group to this size is the last of it
     * @param writers how many groups may be written at once
     */
    public GroupCommit(
            String name, Function<List<T>, List<R>> write, ToIntFunction<T> size, int mostInAGroup, int writers) {
        this.name = name;
        this.write = write;
        this.size = size;
        this.mostInAGroup = mostInAGroup;
        this.writers = new Semaphore(writers);
    }

    /** Returns when it is durable. What failed for its own sake is thrown here, to the one who brought it. */
    public R write(T one) {
        var entry = new Waiting<T, R>(one, new CompletableFuture<>());
        queue.add(entry);
        waiting.addAndGet(size.applyAsInt(one));
        if (writers.tryAcquire()) {
            Thread.ofVirtual().name(name).start(this::lead);
        }
        return joined(entry.answer());
    }

    /** How much is waiting to be written or being written. */
    public int waiting() {
        return waiting.get();
    }

    private static <R> R joined(CompletableFuture<R> answer) {
        try {
            return answer.join();
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
                for (List<Waiting<T, R>> group = next(); !group.isEmpty(); group = next()) {
                    write(group);
                }
            } finally {
                writers.release();
            }
            // What came after the last poll and before the release found no free permit.
        } while (!queue.isEmpty() && writers.tryAcquire());
    }

    private List<Waiting<T, R>> next() {
        List<Waiting<T, R>> group = new ArrayList<>();
        int all = 0;
        for (var entry = queue.poll(); entry != null; entry = all < mostInAGroup ? queue.poll() : null) {
            group.add(entry);
            all += size.applyAsInt(entry.one());
        }
        return group;
    }

    private void write(List<Waiting<T, R>> group) {
        try {
            writeTogether(group);
        } catch (RuntimeException together) {
            if (PassingFailure.of(together)
                    .filter(PassingFailure.UNREACHABLE::equals)
                    .isPresent()) {
                // Nobody in it caused this, and written one by one each would wait for the same database.
                group.forEach(entry -> entry.answer().completeExceptionally(together));
            } else {
                group.forEach(this::writeAlone);
            }
        } catch (Error nobodysFault) {
            group.forEach(entry -> entry.answer().completeExceptionally(nobodysFault));
        } finally {
            waiting.addAndGet(-group.stream()
                    .mapToInt(entry -> size.applyAsInt(entry.one()))
                    .sum());
        }
    }

    private void writeTogether(List<Waiting<T, R>> group) {
        List<R> answers = write.apply(group.stream().map(Waiting::one).toList());
        for (int place = 0; place < group.size(); place++) {
            group.get(place).answer().complete(answers.get(place));
        }
    }

    private void writeAlone(Waiting<T, R> entry) {
        try {
            writeTogether(List.of(entry));
        } catch (RuntimeException | Error alone) {
            entry.answer().completeExceptionally(alone);
        }
    }
}

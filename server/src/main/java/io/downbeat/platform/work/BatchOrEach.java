package io.downbeat.platform.work;

import io.downbeat.platform.db.PassingFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/**
 * Work on many things together and, where that fails for good, on each alone: the one that fails then says why and holds up
 * no other. What passes by itself is thrown on, because alone each of them would only wait for the same.
 */
public final class BatchOrEach {
    private BatchOrEach() {}

    /**
     * Whoever calls opens the transactions: one around the batch, one around each thing, one around what its failure comes to.
     *
     * @param due what the batch would have taken, asked for after it failed
     * @param failed what becomes of a thing that fails alone
     * @return how many were done
     */
    public static <T> int run(
            IntSupplier batch,
            Supplier<? extends Collection<T>> due,
            ToIntFunction<T> each,
            ToIntBiFunction<T, RuntimeException> failed) {
        try {
            return batch.getAsInt();
        } catch (RuntimeException oneOfThem) {
            throwIfPassing(oneOfThem);
        }
        int done = 0;
        for (T one : due.get()) {
            try {
                done += each.applyAsInt(one);
            } catch (RuntimeException failure) {
                throwIfPassing(failure);
                done += failed.applyAsInt(one, failure);
            }
        }
        return done;
    }

    /**
     * Work on many things, each alone from the start. What passes by itself, a deadlock for instance, may be of one thing
     * only: it stays due, nobody has to be told, and all others are done before it is thrown on. Where nobody gets through, none
     * of the others is tried.
     *
     * @param failed what becomes of a thing that fails for good
     * @return how many were done
     */
    public static <T> int each(Collection<T> due, ToIntFunction<T> each, ToIntBiFunction<T, RuntimeException> failed) {
        int done = 0;
        RuntimeException passing = null;
        for (T one : due) {
            try {
                done += each.applyAsInt(one);
            } catch (RuntimeException failure) {
                if (PassingFailure.of(failure).equals(Optional.of(PassingFailure.UNREACHABLE))) {
                    throw failure;
                } else if (Failure.of(failure).passes()) {
                    passing = failure;
                } else {
                    done += failed.applyAsInt(one, failure);
                }
            }
        }
        if (passing != null) {
            throw passing;
        }
        return done;
    }

    /**
     * As {@link #run}; what failed alone is told by the job, after all others are done.
     *
     * @param failed what becomes of a thing that fails alone
     * @param cannot what is said of such a thing, "the next period of contract c cannot be opened" for instance
     * @throws IllegalStateException if any failed alone; the last of them
     */
    public static <T> int runAndThrow(
            IntSupplier batch,
            Supplier<? extends Collection<T>> due,
            ToIntFunction<T> each,
            BiConsumer<T, RuntimeException> failed,
            Function<T, String> cannot) {
        List<IllegalStateException> failures = new ArrayList<>();
        int done = run(batch, due, each, (one, failure) -> {
            failed.accept(one, failure);
            failures.add(new IllegalStateException(cannot.apply(one), failure));
            return 0;
        });
        if (!failures.isEmpty()) {
            throw failures.getLast();
        }
        return done;
    }

    private static void throwIfPassing(RuntimeException failure) {
        if (Failure.of(failure).passes()) {
            throw failure;
        }
    }
}

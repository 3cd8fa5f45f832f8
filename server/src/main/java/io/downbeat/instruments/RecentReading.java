package io.downbeat.instruments;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that costs a little to read, read by one thread at a time and kept for a few seconds, however many ask. One that
 * took long is kept longer, so that reading never takes more than a twentieth of the time; and nobody waits long for it.
 */
final class RecentReading<T> {
    private static final Logger LOG = LoggerFactory.getLogger(RecentReading.class);
    private static final Duration KEPT = Duration.ofSeconds(3);
    private static final int TIMES_AS_LONG = 20;

    private record Read<V>(@Nullable V value, long ended, long took) {}

    private final Supplier<T> source;
    private final Duration patience;
    private final LongSupplier nanos;
    private boolean failing;
    private @Nullable CompletableFuture<Read<T>> latest;

    RecentReading(Supplier<T> source, Duration patience, LongSupplier nanos) {
        this.source = source;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** Nothing if it cannot be read, or not soon enough. */
    Optional<T> value() {
        try {
            return Optional.ofNullable(
                    current().get(patience.toMillis(), TimeUnit.MILLISECONDS).value());
        } catch (TimeoutException notInTime) {
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException error) {
            throw new IllegalStateException("the figures cannot be read", error);
        }
    }

    private synchronized CompletableFuture<Read<T>> current() {
        CompletableFuture<Read<T>> known = latest;
        if (known == null || isOld(known)) {
            var fresh = new CompletableFuture<Read<T>>();
            Thread.ofVirtual().name("figures").start(() -> read(fresh));
            latest = fresh;
            return fresh;
        }
        return known;
    }

    private boolean isOld(CompletableFuture<Read<T>> known) {
        if (!known.isDone()) {
            return false;
        }
        if (known.isCompletedExceptionally()) {
            return true;
        }
        Read<T> read = known.join();
        return nanos.getAsLong() - read.ended() > Math.max(KEPT.toNanos(), read.took() * TIMES_AS_LONG);
    }

    private void read(CompletableFuture<Read<T>> fresh) {
        long began = nanos.getAsLong();
        try {
            T value = source.get();
            failing = false;
            done(fresh, value, began);
        } catch (RuntimeException failure) {
            if (!failing) {
                LOG.warn("what stands in the database cannot be read; those metrics are missing", failure);
            }
            failing = true;
            done(fresh, null, began);
        } catch (Error fatal) {
            fresh.completeExceptionally(fatal);
            throw fatal;
        }
    }

    private void done(CompletableFuture<Read<T>> fresh, @Nullable T value, long began) {
        long ended = nanos.getAsLong();
        // One that failed is tried again soon, however long it waited for a connection.
        fresh.complete(new Read<>(value, ended, value == null ? 0 : ended - began));
    }
}

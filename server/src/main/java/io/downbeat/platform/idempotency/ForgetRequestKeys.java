package io.downbeat.platform.idempotency;

import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Drops request keys after two days; the API promises to keep them one. */
final class ForgetRequestKeys implements DueWork {
    private static final Duration KEPT = Duration.ofDays(2);

    private final IdempotencyKeyStore store;

    ForgetRequestKeys(IdempotencyKeyStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "forget_request_keys";
    }

    @Override
    public Optional<Instant> nextDue() {
        // A moment later than the age itself: a key exactly that old is not "before" yet.
        return store.oldest().map(oldest -> oldest.plus(KEPT).plusSeconds(3600));
    }

    @Override
    public int runDue(Instant now) {
        return store.forgetBefore(now.minus(KEPT));
    }
}

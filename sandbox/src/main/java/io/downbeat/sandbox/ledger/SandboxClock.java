package io.downbeat.sandbox.ledger;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's time: an injected one that it only reads, or its own that can be set and then stands still.
 *
 * <p>A sandbox that stands alone and was never set cannot know what time its callers live in, so it shows wall time
 * but compares nothing to it: a simulated caller in another year would otherwise be refused for being late.
 */
public final class SandboxClock implements InstantSource {
    private final InstantSource source;
    private final boolean settable;
    private volatile @Nullable Instant set;

    private SandboxClock(InstantSource source, boolean settable) {
        this.source = source;
        this.settable = settable;
    }

    public static SandboxClock injected(InstantSource source) {
        return new SandboxClock(source, false);
    }

    public static SandboxClock own(InstantSource wall) {
        return new SandboxClock(wall, true);
    }

    @Override
    public Instant instant() {
        Instant standing = set;
        return standing == null ? source.instant() : standing;
    }

    public boolean isSettable() {
        return settable;
    }

    /** Whether a caller's timestamps may be compared to this clock. */
    public boolean judges() {
        return !settable || set != null;
    }

    public void set(Instant now) {
        if (!settable) {
            throw new IllegalStateException("the clock of this sandbox is the server's");
        }
        set = now;
    }
}

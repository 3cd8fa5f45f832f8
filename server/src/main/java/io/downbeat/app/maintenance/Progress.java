package io.downbeat.app.maintenance;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How far a command is, for the person who waits: from the third second on, and then now and again. */
final class Progress {
    static final Duration EVERY = Duration.ofSeconds(3);

    private final PrintStream out;
    private final LongSupplier nanos;
    private long last;

    Progress(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        last = nanos.getAsLong();
    }

    /** Not to the standard output, which others may read. */
    static Progress ofProcess() {
        return new Progress(System.err, System::nanoTime);
    }

    void tell(String how) {
        long now = nanos.getAsLong();
        if (now - last >= EVERY.toNanos()) {
            last = now;
            out.println(how + "…");
        }
    }
}

package io.downbeat.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One kind of work that falls due: finalizing invoices, delivering them, metering an hour.
 *
 * <p>Several servers run the same work on one database, so {@link #runDue} claims what it takes ({@code FOR UPDATE SKIP
 * LOCKED}) and two servers never hold the same item. All instants are business time.
 */
public interface DueWork {

    /** A short name for logs and for the counts that {@code POST /downbeat/v1/clock} answers. */
    String name();

    /**
     * When the earliest unfinished item falls due, also one that another server holds at this moment, so that an
     * advance of the clock waits for it. Found by index, in about a tenth of a millisecond.
     */
    Optional<Instant> nextDue();

    /**
     * Claims and finishes a bounded number of items due at {@code now}, and says how many; 0 when none can be claimed. Called
     * only when {@link #nextDue} said that something is due. An item that fails must be moved to a later due time or another state: it may not be due at {@code now} again.
     */
    int runDue(Instant now);

    /**
     * How long a server with nothing due sleeps at most before it asks again. What this server itself makes due wakes it at
     * once; this is for what another server made due and did not finish.
     */
    default Duration longestSleep() {
        return Duration.ofSeconds(15);
    }
}

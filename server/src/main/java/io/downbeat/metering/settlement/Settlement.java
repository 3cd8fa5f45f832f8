package io.downbeat.metering.settlement;

import java.time.Instant;

/** Whether the accepted records of a finalized invoice come to its total (invariant 7). */
public sealed interface Settlement {

    /** The marketplace holds at least the total; {@code over} cents more, which it does not give back. */
    record Settled(MeteredInvoice metered, long over) implements Settlement {}

    /** Something is on its way or still to be made. */
    record Waiting(Instant until, String why) implements Settlement {}

    /** So many cents will not get there by themselves. */
    record Shortfall(long cents, String why) implements Settlement {}
}

package io.downbeat.core;

import java.time.Instant;

/** What of an invoice decides its route: the interval it covers, or the point at which it was issued. */
public sealed interface InvoiceMoment {

    /** A usage invoice; consolidated charges ride along and do not change it. */
    record Interval(ServicePeriod period) implements InvoiceMoment {}

    /** A scheduled invoice, or any other without a service period. */
    record Point(Instant issuedAt) implements InvoiceMoment {}
}

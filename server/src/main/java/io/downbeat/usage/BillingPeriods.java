package io.downbeat.usage;

import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.SortedSet;

/** The periods that a customer's usage is billed by: invoices have them, which are above usage. */
public interface BillingPeriods {

    /**
     * The different periods that contain the instant, of those contracts of the customer whose usage is billed; empty if none
     * is. They begin and end on the hour.
     *
     * <p>With one contract by the month and one by the quarter, at 2025-02-15: {@code [2025-01-01, 2025-04-01)} and
     * {@code [2025-02-01, 2025-03-01)}.
     */
    SortedSet<ServicePeriod> periodsAt(CustomerId customer, Instant moment);
}

package io.downbeat.metering.invoices;

import org.jspecify.annotations.Nullable;

/**
 * After an invoice's period: the certain amount when its whole total was last computed, and that total. An hour in which the
 * former did not move need not compute the invoice again.
 *
 * @param seen the floor of what was due then, in cents; {@code null} while the period runs
 * @param total what the invoice came to, in cents; {@code null} if that could not be counted
 */
record Closing(@Nullable Long seen, @Nullable Long total) {
    static final Closing NONE = new Closing(null, null);

    boolean isToBeComputed() {
        return seen != null && total == null;
    }
}

package io.downbeat.console.timeline;

import io.downbeat.console.words.Condition;
import io.downbeat.console.words.Destination;
import io.downbeat.console.words.Moments;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.InvoiceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as the figure needs it.
 *
 * @param period {@code null} for a charge on a date
 * @param wire its delivery's state as the API has it; the invoice's own where it has no delivery
 * @param amount as people read it
 * @param detail what became of it, in one sentence
 * @param href where more of it is shown
 */
public record Bill(
        InvoiceId id,
        @Nullable ServicePeriod period,
        Instant issuedAt,
        Condition condition,
        String wire,
        int tries,
        String amount,
        Destination destination,
        String detail,
        String href) {

    /** {@code Jan 2025}, {@code Charge of 3 Feb 2025}. */
    public String when() {
        return period == null ? "Charge of " + Moments.day(issuedAt) : Moments.period(period);
    }

    Instant place() {
        return period == null ? issuedAt : Measures.middle(period);
    }
}

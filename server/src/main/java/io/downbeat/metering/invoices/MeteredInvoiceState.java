package io.downbeat.metering.invoices;

import io.downbeat.contracts.ContractId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.Hours;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One invoice on its way to a marketplace.
 *
 * @param root the invoice itself, or the first of those it was regenerated from
 * @param startsAt the period's start; a scheduled invoice's issue date
 * @param endsAt the period's exclusive end; {@code null} for a scheduled invoice
 * @param billed cents in records not rejected nor expired, over all invoices of the same root
 * @param finalCents the finalized total; below zero it counts as nothing, and what the ledger does not hold is not metered
 * @param followed whether the configuration still carries the contract's next period
 */
record MeteredInvoiceState(
        InvoiceId invoice,
        InvoiceId root,
        Kind kind,
        ContractId contract,
        ConfigurationRef configuration,
        Instant startsAt,
        @Nullable Instant endsAt,
        long billed,
        @Nullable BigDecimal finalCents,
        boolean voided,
        boolean followed) {

    enum Kind {
        USAGE,
        SCHEDULED
    }

    Invoice.Ref ref() {
        return new Invoice.Ref(configuration.customer(), invoice);
    }

    /** The same invoice with the period that invoicing knows now. */
    MeteredInvoiceState ending(@Nullable Instant end) {
        return end == null || end.equals(endsAt) || !startsAt.isBefore(end) ? this : with(end, billed);
    }

    /** The same invoice with so many cents more that count as metered. */
    MeteredInvoiceState withBilled(long more) {
        return with(endsAt, billed + more);
    }

    private MeteredInvoiceState with(@Nullable Instant end, long cents) {
        return new MeteredInvoiceState(
                invoice, root, kind, contract, configuration, startsAt, end, cents, finalCents, voided, followed);
    }

    boolean isOver(Instant now) {
        return endsAt != null && !now.isBefore(endsAt);
    }

    /** Whether no later usage can change what is due. */
    boolean isFinal() {
        return voided || finalCents != null;
    }

    /**
     * The hours whose records may carry this invoice's cents, best first. While the period runs, only the hour just
     * ended. Afterwards the period's last hours that the marketplace still takes; and where those are used up, the
     * hour just ended, if the configuration carries the contract's next period.
     *
     * <p>The hour just ended is none of them before it is metered for all: its one record would be gone, and with it what others
     * of the buyer have for it, whose closing hour it may be.
     *
     * @param window how long after its start the marketplace takes an hour's record; at the end of it no more
     */
    List<Instant> hours(Instant now, Duration window) {
        List<Instant> hours = hoursUntil(Hours.lastEnded(now), now, window);
        if (now.isBefore(Hours.of(now).plus(Hours.AFTER_HOUR))) {
            hours.remove(Hours.lastEnded(now));
        }
        return hours;
    }

    private List<Instant> hoursUntil(Instant ended, Instant now, Duration window) {
        List<Instant> hours = new ArrayList<>();
        Instant first = Hours.firstFrom(startsAt);
        if (kind == Kind.SCHEDULED) {
            Instant earliest = max(Hours.of(startsAt), firstTaken(now, window));
            for (Instant hour = earliest; !hour.isAfter(ended); hour = hour.plus(Hours.HOUR)) {
                hours.add(hour);
            }
            return hours;
        }
        Instant last = endsAt == null ? ended : min(ended, Hours.lastBefore(endsAt));
        Instant lowest = isOver(now) ? max(first, firstTaken(now, window)) : max(first, ended);
        for (Instant hour = last; !hour.isBefore(lowest); hour = hour.minus(Hours.HOUR)) {
            hours.add(hour);
        }
        if (followed && ended.isAfter(last)) {
            hours.add(ended);
        }
        return hours;
    }

    /** The earliest hour that the marketplace still takes: one whose window is not yet over. */
    private static Instant firstTaken(Instant now, Duration window) {
        return Hours.of(now.minus(window)).plus(Hours.HOUR);
    }

    /**
     * When to look again.
     *
     * @param left cents that found no hour now
     * @return {@code null} when there is nothing to wait for: all is metered, or no hour can carry the rest any more
     */
    @Nullable
    Instant nextLook(Instant now, Duration window, long left) {
        Instant next = Hours.nextTick(now);
        if (isFinal() && left == 0) {
            return null;
        }
        if (kind == Kind.SCHEDULED || !isOver(now)) {
            return next;
        }
        return followed || !hours(next, window).isEmpty() ? next : null;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.ServicePeriods;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which service periods of a contract get a usage invoice, and when a draft opens for each. Pure.
 *
 * <p>A contract without a rate card has no usage invoices; one with {@code invoice_generation_starting_at} has none for
 * periods that start before it.
 */
public final class UsagePeriods {

    /**
     * Drafts to open, and where to go on.
     *
     * @param next the start of the first period that is left, {@code null} if the contract has none
     */
    public record Opening(
            List<ServicePeriod> periods, @Nullable Instant next) {}

    private UsagePeriods() {}

    /** Whether the period gets a usage invoice by itself; one before invoice generation gets none. */
    public static boolean isInvoiced(Contract contract, ServicePeriod period) {
        Instant from = contract.invoiceGenerationStartingAt();
        return contract.rateCard() != null && (from == null || !period.start().isBefore(from));
    }

    /**
     * The period whose usage invoice bills the moment; empty if none ever does. Where the contract's end was moved out again
     * after an invoice was final, that is less than a period of the grid: it begins where the invoice before it ended, and
     * ends where the next one begins.
     *
     * @param invoices all that the contract has in the grid's period; voided ones, and those of other contracts, do not count
     */
    public static Optional<ServicePeriod> at(Contract contract, Collection<InvoiceHeader> invoices, Instant moment) {
        return contract.periods()
                .containing(moment)
                .filter(period -> isInvoiced(contract, period))
                .map(period -> cut(period, live(contract, invoices), moment));
    }

    /**
     * Has every period, of whichever of the contracts, that a moment of {@code [first, last]} may lie in: what {@link #at} needs
     * to know the invoices of.
     */
    public static ServicePeriod around(Collection<Contract> contracts, Instant first, Instant last) {
        // Periods begin and end on the hour, and there is one that begins with the last moment.
        Instant from = first.truncatedTo(ChronoUnit.HOURS);
        Instant until = last.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        for (Contract contract : contracts) {
            from = contract.periods()
                    .containing(first)
                    .map(ServicePeriod::start)
                    .filter(from::isAfter)
                    .orElse(from);
            until = contract.periods()
                    .containing(last)
                    .map(ServicePeriod::end)
                    .filter(until::isBefore)
                    .orElse(until);
        }
        return new ServicePeriod(from, until);
    }

    private static List<ServicePeriod> live(Contract contract, Collection<InvoiceHeader> invoices) {
        return invoices.stream()
                .filter(invoice -> invoice.contract().equals(contract.id()) && invoice.status() != InvoiceStatus.VOID)
                .flatMap(invoice -> Stream.ofNullable(invoice.period()))
                .toList();
    }

    private static ServicePeriod cut(ServicePeriod whole, List<ServicePeriod> invoiced, Instant moment) {
        Instant start = whole.start();
        Instant end = whole.end();
        for (ServicePeriod one : invoiced) {
            if (one.contains(moment)) {
                return one;
            }
            if (one.start().isAfter(moment)) {
                end = one.start().isBefore(end) ? one.start() : end;
            } else {
                start = one.end().isAfter(start) ? one.end() : start;
            }
        }
        return new ServicePeriod(start, end);
    }

    /** The first period with a usage invoice that ends on the day, which is {@code [00:00, 24:00)} in UTC. */
    public static Optional<ServicePeriod> endingOn(Contract contract, Instant day) {
        Instant from = day.truncatedTo(ChronoUnit.DAYS);
        Instant until = from.plus(1, ChronoUnit.DAYS);
        return contract.periods().between(from.minus(1, ChronoUnit.HOURS), until).stream()
                .filter(period -> !period.end().isBefore(from) && period.end().isBefore(until))
                .filter(period -> isInvoiced(contract, period))
                .findFirst();
    }

    /** Where the first invoiced period starts, if the contract has one. */
    public static Optional<Instant> first(Contract contract) {
        if (contract.rateCard() == null) {
            return Optional.empty();
        }
        ServicePeriods periods = contract.periods();
        Instant from = contract.invoiceGenerationStartingAt();
        if (from == null || !from.isAfter(contract.startingAt())) {
            return Optional.of(contract.startingAt());
        }
        return periods.containing(from)
                .flatMap(period -> period.start().equals(from) ? Optional.of(period) : periods.after(period))
                .map(ServicePeriod::start);
    }

    /**
     * The period that starts here. After an end that was moved out again it starts in the middle of a grid period,
     * where the invoice before it ended: periods tile, whatever the edits.
     */
    public static Optional<ServicePeriod> from(Contract contract, Instant start) {
        return contract.periods().containing(start).map(period -> new ServicePeriod(start, period.end()));
    }

    /** The periods that have begun by now, at most {@code most} of them, from the given start on. */
    public static Opening open(Contract contract, @Nullable Instant start, Instant now, int most) {
        List<ServicePeriod> begun = new ArrayList<>();
        Optional<ServicePeriod> next = start == null ? Optional.empty() : from(contract, start);
        while (next.isPresent() && !next.get().start().isAfter(now) && begun.size() < most) {
            begun.add(next.get());
            next = from(contract, next.get().end());
        }
        return new Opening(List.copyOf(begun), next.map(ServicePeriod::start).orElse(null));
    }
}

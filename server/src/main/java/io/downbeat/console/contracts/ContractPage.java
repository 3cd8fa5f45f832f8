package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRow;
import io.downbeat.console.terms.AgreedItem;
import io.downbeat.console.timeline.Figure;
import io.downbeat.console.words.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contract as its page shows it.
 *
 * @param callout what did not arrive; {@code null} if everything did
 * @param changes shows or hides what was replaced
 * @param earlier where the invoices are that do not fit on the page; empty if all do
 * @param draft of the period that runs; {@code null} if there is none
 * @param switched the sentence after a switch; {@code null} otherwise
 */
record ContractPage(
        Frame frame,
        Head head,
        @Nullable Callout callout,
        @Nullable String switched,
        Figure figure,
        List<RangeLink> ranges,
        RangeLink changes,
        List<InvoiceRow> invoices,
        String earlier,
        @Nullable Draft draft,
        List<HistoryItem> history,
        Agreed agreed) {
    ContractPage {
        ranges = List.copyOf(ranges);
        invoices = List.copyOf(invoices);
        history = List.copyOf(history);
    }

    /** @param maySwitch whether the button is shown */
    record Head(String id, String name, String customer, String facts, boolean maySwitch) {}

    record Callout(String css, String heading, String details) {}

    /** @param daysHref what it comes to so far by product and day */
    record Draft(String heading, String total, String daysHref) {}

    /**
     * What it agreed on.
     *
     * @param terms its head
     * @param balances what can pay for it now or later, the customer's own too
     * @param all where every commit and credit of the customer is; empty if it has none to see
     * @param others what else it agreed on, in words
     */
    record Agreed(
            List<Term> terms,
            List<BalanceRow> balances,
            String all,
            List<RateChange> overrides,
            List<AgreedItem> others) {
        Agreed {
            terms = List.copyOf(terms);
            balances = List.copyOf(balances);
            overrides = List.copyOf(overrides);
            others = List.copyOf(others);
        }
    }

    /**
     * @param of whose price it changes
     * @param says what it makes of the price
     * @param more from when to when, and on what condition
     */
    record RateChange(String of, String says, String more) {}

    record RangeLink(String label, String href, boolean isHere) {}

    /** @param number as its mark in the figure has it, which points at the row */
    record InvoiceRow(
            int number,
            String id,
            String kind,
            String period,
            String total,
            Destination destination,
            String word,
            String css,
            String wire,
            String detail) {}

    /**
     * @param by who asked for it; empty if that is not known any more
     * @param isPast whether another one took its place at the same boundary
     * @param undoUntil {@code null} once it routes
     * @param undoHref the page before it is switched back; empty where that takes more than one switch
     */
    record HistoryItem(
            String when,
            String by,
            String says,
            boolean isPast,
            @Nullable String undoUntil,
            String undoHref) {}

    record Term(String name, String value) {}
}

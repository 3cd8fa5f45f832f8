package io.downbeat.console.balances;

import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit or credit as its page shows it.
 *
 * @param payments empty for a credit, and for what nobody is charged for
 */
record BalancePage(
        Frame frame, Head head, Ledger ledger, List<Segment> segments, List<Payment> payments, List<Fact> terms) {
    BalancePage {
        segments = List.copyOf(segments);
        payments = List.copyOf(payments);
        terms = List.copyOf(terms);
    }

    /** @param contract {@code null} for one of the customer */
    record Head(BalanceRow row, Link customer, @Nullable Link contract) {}

    record Link(String text, String href) {}

    /**
     * @param shown which part of it this is; empty if it is all
     * @param next where the next part is; empty for the last
     */
    record Ledger(List<Entry> entries, String shown, String next) {
        Ledger {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param invoice that it is about; {@code null} for none
     * @param note empty for what stays as it is
     * @param left of all that has begun, after it
     */
    record Entry(String when, String says, @Nullable Link invoice, String note, String amount, String left) {}

    record Segment(String when, String state, String css, String amount, String left) {}

    /** @param invoice {@code null} until it is billed */
    record Payment(String when, String amount, @Nullable Link invoice, String note) {}

    record Fact(String name, String value) {}
}

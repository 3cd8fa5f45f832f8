package io.downbeat.documents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands on an invoice document, all of it text that is ready to print.
 *
 * @param number the short form of the id that people say to each other
 * @param customer whom it bills
 * @param status shown beside the number; empty for an invoice that is simply one
 * @param facts dates, period and contract
 * @param note a sentence below the total; empty for none
 * @param families of typefaces, as a style sheet lists them
 */
record InvoicePage(
        String number,
        String id,
        From from,
        String customer,
        String status,
        List<Fact> facts,
        Table table,
        Total total,
        String note,
        String families) {
    /** In characters: what a column holds at the usual size, and at a smaller one. */
    private static final int WIDE = 12;

    private static final int WIDER = 15;

    InvoicePage {
        facts = List.copyOf(facts);
    }

    /** The sender; all of it may be missing. */
    record From(@Nullable String name, List<String> lines) {
        From {
            lines = List.copyOf(lines);
        }

        boolean isEmpty() {
            return name == null && lines.isEmpty();
        }
    }

    record Fact(String name, String value) {}

    /** @param unit that the amounts are in; empty where a sign says it */
    record Table(String unit, List<Line> lines) {
        Table {
            lines = List.copyOf(lines);
        }
    }

    /**
     * @param details what tells the line from others of the same product: group values, a tier
     * @param isTakenOff whether it takes off what a commit or credit pays of the line before it
     */
    record Line(
            String name,
            List<String> details,
            boolean isTakenOff,
            String when,
            String quantity,
            String unitPrice,
            String amount) {
        Line {
            details = List.copyOf(details);
        }
    }

    /** @param subtotal before commits and credits pay; empty where none does */
    record Total(String unit, String subtotal, String amount) {}

    String title() {
        return "Invoice " + number + " for " + customer;
    }

    /** How a column of figures sets this one: smaller rather than broken, where a reader would see two figures. */
    static String figure(String text) {
        if (text.length() <= WIDE) {
            return "figure";
        }
        return text.length() <= WIDER ? "figure wide" : "figure wider";
    }
}

package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * What the draft of the running period comes to, by product and day.
 *
 * @param products the columns
 */
record DraftPage(
        Frame frame,
        SwitchPage.Contracted contract,
        String heading,
        String total,
        List<String> products,
        List<Day> days) {
    DraftPage {
        products = List.copyOf(products);
        days = List.copyOf(days);
    }

    /** @param amounts one for each product; empty for none */
    record Day(String day, List<String> amounts, String total, List<Bar> bars) {
        Day {
            amounts = List.copyOf(amounts);
            bars = List.copyOf(bars);
        }
    }

    /** @param css which product, by its place */
    record Bar(String x, String width, String css, String title) {}
}

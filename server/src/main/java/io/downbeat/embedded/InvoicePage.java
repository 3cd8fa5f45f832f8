package io.downbeat.embedded;

import java.util.List;

/** One invoice with its lines, ready to show. */
record InvoicePage(
        String style,
        String back,
        String customer,
        String what,
        String status,
        String issued,
        List<Line> lines,
        String total) {
    InvoicePage {
        lines = List.copyOf(lines);
    }

    /** @param groups what tells the line from others of its product; empty for nothing */
    record Line(String name, String groups, String when, String quantity, String unitPrice, String total) {}
}

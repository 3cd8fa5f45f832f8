package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * A tab beside the inbox: a list without actions of its own.
 *
 * @param tab which one
 * @param empty what to say instead of rows
 * @param next where the next rows are; empty if there are none
 */
record TabPage(
        Frame frame,
        String tab,
        String heading,
        String says,
        List<String> columns,
        List<Row> rows,
        DeliveriesPage.Empty empty,
        String next) {
    TabPage {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** One cell for each column. */
    record Row(List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }

        static Row of(Cell... cells) {
            return new Row(List.of(cells));
        }
    }

    /**
     * @param href empty for plain text
     * @param dot the class of a state's dot; empty for none
     * @param chip the class of a provider; empty for none
     */
    record Cell(String text, String href, String dot, String chip) {
        static Cell text(String text) {
            return new Cell(text, "", "", "");
        }

        static Cell link(String text, String href) {
            return new Cell(text, href, "", "");
        }

        static Cell state(String text, String css) {
            return new Cell(text, "", css, "");
        }

        static Cell chip(String text, String css) {
            return new Cell(text, "", "", css);
        }
    }
}

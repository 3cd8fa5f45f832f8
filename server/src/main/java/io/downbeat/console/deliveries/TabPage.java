package io.downbeat.console.deliveries;

import io.downbeat.console.Frame;
import java.util.List;

/**
 * A tab beside the inbox.
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

    /** Whether there is a column for what a person may do. */
    boolean hasActions() {
        return rows.stream().anyMatch(row -> !row.actions().isEmpty());
    }

    /**
     * One cell for each column.
     *
     * @param actions what a person may do about it
     */
    record Row(List<Cell> cells, List<Action> actions) {
        Row {
            cells = List.copyOf(cells);
            actions = List.copyOf(actions);
        }

        static Row of(Cell... cells) {
            return new Row(List.of(cells), List.of());
        }

        Row with(List<Action> more) {
            return new Row(cells, more);
        }
    }

    /** A button that leads to the page which says what it will do. */
    record Action(String word, String href, String testId) {}

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

package io.downbeat.embedded;

import java.util.List;

/**
 * A customer's commits and credits, ready to show.
 *
 * @param about which of them are shown; empty if all are
 */
record BalancesPage(String style, String customer, String about, List<Row> rows) {
    BalancesPage {
        rows = List.copyOf(rows);
    }

    record Row(String name, String kind, String span, String amount, String left) {}
}

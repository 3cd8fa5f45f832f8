package io.downbeat.embedded;

import java.util.List;

/** A customer's commits and credits, ready to show. */
record BalancesPage(String style, String customer, List<Row> rows) {
    BalancesPage {
        rows = List.copyOf(rows);
    }

    record Row(String name, String kind, String span, String amount, String left) {}
}

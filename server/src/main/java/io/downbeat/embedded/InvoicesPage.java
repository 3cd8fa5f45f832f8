package io.downbeat.embedded;

import java.util.List;

/**
 * A customer's invoices, ready to show.
 *
 * @param about which of them are shown; empty if all are
 */
record InvoicesPage(String style, String customer, String about, List<Row> rows) {
    InvoicesPage {
        rows = List.copyOf(rows);
    }

    record Row(String href, String issued, String what, String status, String total) {}
}

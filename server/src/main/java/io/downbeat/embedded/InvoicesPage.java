package io.downbeat.embedded;

import java.util.List;

/** A customer's invoices, ready to show. */
record InvoicesPage(String style, String customer, List<Row> rows) {
    InvoicesPage {
        rows = List.copyOf(rows);
    }

    record Row(String href, String issued, String what, String status, String total) {}
}

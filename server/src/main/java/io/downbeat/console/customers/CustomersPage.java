package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of customers.
 *
 * @param text what is looked for; empty for all
 * @param welcome whether there is no customer at all yet
 * @param empty why nothing is listed; {@code null} if something is
 * @param next the address of the next page; empty on the last
 */
record CustomersPage(
        Frame frame,
        String text,
        List<Row> rows,
        boolean welcome,
        @Nullable String empty,
        String next) {
    CustomersPage {
        rows = List.copyOf(rows);
    }

    /**
     * @param aliases what its usage events may call it
     * @param billedBy through whom its contracts are billed now
     * @param open what has not arrived; empty if everything did
     */
    record Row(
            String id,
            String name,
            String aliases,
            String contracts,
            List<Chip> billedBy,
            @Nullable Invoiced last,
            String open,
            String openCss) {
        Row {
            billedBy = List.copyOf(billedBy);
        }
    }

    record Chip(String name, String css) {}

    record Invoiced(String id, String amount, String when) {}
}

package io.downbeat.console.balances;

import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRow;
import java.util.List;

/**
 * All commits and credits of a customer, as a page shows them.
 *
 * @param next the address of further ones; empty if there are none
 */
record BalancesPage(Frame frame, String customer, String customerHref, List<BalanceRow> rows, String next) {
    BalancesPage {
        rows = List.copyOf(rows);
    }
}

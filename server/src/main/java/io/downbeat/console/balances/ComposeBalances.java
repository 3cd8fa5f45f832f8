package io.downbeat.console.balances;

import io.downbeat.balances.BalanceId;
import io.downbeat.console.Frame;
import io.downbeat.console.commits.BalanceRows;
import io.downbeat.customers.Customer;
import io.downbeat.platform.http.PageToken;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the page of a customer's commits and credits together from what was read of them. Pure.
 *
 * @param last the last one, if there are more behind it
 */
record ComposeBalances(
        Customer customer,
        List<BalanceRows.Held> held,
        Map<ProductId, Product> products,
        @Nullable BalanceId last,
        Instant now) {

    BalancesPage page(Frame frame) {
        BalanceRows rows = new BalanceRows(products, now);
        return new BalancesPage(
                frame,
                customer.name(),
                "/console/customers/" + customer.id(),
                held.stream().map(rows::row).toList(),
                last == null
                        ? ""
                        : "/console/balances/" + customer.id() + "?next_page="
                                + PageToken.after(last.value()).text());
    }
}

package io.downbeat.console.customers;

import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Standing;
import io.downbeat.console.commits.BalanceRows;
import io.downbeat.console.commits.BalanceText;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lists what a customer can use now or later of its commits and credits, and of those of its contracts. */
final class ListBalances {
    /** There is a list of all. */
    private static final int ROWS = 24;

    private final Invoicing invoicing;
    private final Pricing pricing;

    ListBalances(Invoicing invoicing, Pricing pricing) {
        this.invoicing = invoicing;
        this.pricing = pricing;
    }

    /** @param contracts whose commits and credits are listed beside the customer's own */
    CustomerPage.Balances of(CustomerId customer, Collection<ContractTerms> contracts, Instant now) {
        List<Standing> left = invoicing.left(customer, contracts);
        Set<ProductId> named =
                BalanceText.products(left.stream().map(Standing::balance).toList());
        BalanceRows rows = new BalanceRows(named.isEmpty() ? Map.of() : pricing.products(named), now);
        return new CustomerPage.Balances(
                rows.current(held(left, contracts)).stream().limit(ROWS).toList(),
                left.isEmpty() ? "" : "/console/balances/" + customer);
    }

    private static List<BalanceRows.Held> held(List<Standing> left, Collection<ContractTerms> contracts) {
        Map<UUID, ContractTerms> known = contracts.stream()
                .collect(Collectors.toMap(terms -> terms.contract().id().value(), Function.identity()));
        List<BalanceRows.Held> held = new ArrayList<>();
        for (Standing standing : left) {
            if (!(standing.balance().scope() instanceof BalanceScope.OfContract of)) {
                held.add(BalanceRows.Held.of(standing, null, "", ""));
                continue;
            }
            ContractTerms terms = known.get(of.contract());
            if (terms != null) {
                held.add(BalanceRows.Held.of(
                        standing,
                        terms.contract(),
                        "of " + ComposeCustomerPage.name(terms.contract()),
                        BalanceRows.every(standing.balance(), terms)));
            }
        }
        return held;
    }
}

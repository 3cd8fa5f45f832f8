package io.downbeat.console.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.PaymentItem;
import io.downbeat.console.commits.BalanceRows;
import io.downbeat.console.commits.BalanceText;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.commits.BilledPayments;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.balances.BalanceHistories;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what the pages of commits and credits show, in a number of statements that does not grow with what is on them. */
final class ReadBalance {
    private static final int ROWS = 50;

    private final Balances balances;
    private final BalanceHistories histories;
    private final Contracts contracts;
    private final Customers customers;
    private final Pricing pricing;
    private final BilledPayments payments;

    ReadBalance(
            Balances balances,
            BalanceHistories histories,
            Contracts contracts,
            Customers customers,
            Pricing pricing,
            BilledPayments payments) {
        this.balances = balances;
        this.histories = histories;
        this.contracts = contracts;
        this.customers = customers;
        this.pricing = pricing;
        this.payments = payments;
    }

    /**
     * The page behind a balance, in the order in which they were made.
     *
     * @param after {@code null} for the first page
     */
    ComposeBalances all(CustomerId id, @Nullable BalanceId after, Instant now) {
        List<Balance> all = balances.ofCustomer(id);
        List<BalanceId> ids = all.stream().map(Balance::id).toList();
        if (after != null && !ids.contains(after)) {
            throw PageToken.unknown();
        }
        List<Balance> rest = all.subList(after == null ? 0 : ids.indexOf(after) + 1, all.size());
        List<Balance> shown = rest.stream().limit(ROWS).toList();
        Map<BalanceId, Ledger.History> known = histories.of(id, shown, true);
        return new ComposeBalances(
                customers.require(id),
                shown.stream()
                        .map(balance -> held(Objects.requireNonNull(known.get(balance.id()))))
                        .toList(),
                products(shown),
                rest.size() > ROWS ? shown.getLast().id() : null,
                now);
    }

    private static BalanceRows.Held held(Ledger.History history) {
        boolean recurs = history.balance().origin().recurring() != null;
        return new BalanceRows.Held(history.standing(), history.endsAt(), "", recurs ? "recurring" : "");
    }

    /** @throws Refused if the customer has none of this id */
    BalanceData one(CustomerId customer, BalanceId id, Instant now) {
        Balance balance = balances.find(customer, id)
                .orElseThrow(() -> Refused.notFound("the customer has no commit or credit with the id " + id));
        Ledger.History history = Objects.requireNonNull(
                histories.of(customer, List.of(balance), true).get(id));
        Set<UUID> finalized = balances.draws(customer, List.of(id)).getOrDefault(id, List.of()).stream()
                .map(Draw::invoice)
                .collect(Collectors.toSet());
        return new BalanceData(
                history,
                customers.require(customer),
                contract(balance),
                finalized,
                balance.payments() == null
                        ? Map.of()
                        : payments.of(
                                customer,
                                balance.payments().items().stream()
                                        .map(PaymentItem::id)
                                        .toList()),
                products(List.of(balance)),
                now);
    }

    private @Nullable Contract contract(Balance balance) {
        if (!(balance.scope() instanceof BalanceScope.OfContract of)) {
            return null;
        }
        ContractId id = new ContractId(of.contract());
        return contracts
                .heads(List.of(new Contract.Ref(balance.customer(), id)))
                .get(id);
    }

    private Map<ProductId, Product> products(List<Balance> of) {
        Set<ProductId> named = BalanceText.products(of);
        return named.isEmpty() ? Map.of() : pricing.products(named);
    }
}

package io.downbeat.invoicing.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceReadings;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.commits.BalanceViews;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Balances as the lists of the API show them: terms, and on request what is left and the ledger. */
final class BalanceLists {
    private final Balances balances;
    private final Contracts contracts;
    private final BalanceHistories histories;
    private final BalanceViews views;

    BalanceLists(Balances balances, Contracts contracts, BalanceHistories histories, BalanceViews views) {
        this.balances = balances;
        this.contracts = contracts;
        this.histories = histories;
        this.views = views;
    }

    Page<JsonNode> page(BalanceListQuery query, Instant now) {
        List<Balance> all = balances.ofCustomer(query.customer());
        // The last one of a page may be used up, archived or edited out of the list before the next is asked for.
        List<Balance> behind = all.subList(place(all, query.after()), all.size());
        Set<UUID> archived = query.shows().archived() ? Set.of() : archivedContracts(query.customer(), behind);
        List<Balance> wanted = behind.stream()
                .filter(query.wanted())
                .filter(balance -> !isOfOne(balance, archived))
                .toList();
        BalanceReadings.Asked asked = query.shows().readings();
        boolean asksHistory = !asked.isNothing() || !query.shows().zeroBalances();
        Map<BalanceId, Ledger.History> known = asksHistory ? histories.of(query.customer(), wanted, true) : Map.of();
        List<Balance> rows = wanted.stream()
                .filter(balance -> query.shows().zeroBalances()
                        || Ledger.balance(ReadBalances.history(known, balance), now)
                                        .signum()
                                != 0)
                .toList();
        List<Balance> page = rows.stream().limit(query.limit() + 1L).toList();
        BalanceViews.Shown shown = views.of(page);
        List<Balance> unknown = asksHistory ? List.of() : ReadBalances.provisional(page);
        BalanceReadings.Shown readings = ReadBalances.shown(
                unknown.isEmpty() ? known : histories.of(query.customer(), unknown, true), asked, now);
        Page<Balance> cut = Page.of(page, query.limit(), balance -> PageToken.after(balance.id()));
        return new Page<>(
                cut.data().stream()
                        .<JsonNode>map(balance -> {
                            ObjectNode view = shown.apply(balance);
                            readings.addTo(view, balance);
                            return view;
                        })
                        .toList(),
                cut.nextPage());
    }

    private Set<UUID> archivedContracts(CustomerId customer, List<Balance> all) {
        return BalanceHistories.holders(contracts, customer, all).values().stream()
                .filter(Contract::isArchived)
                .map(contract -> contract.id().value())
                .collect(Collectors.toSet());
    }

    private static boolean isOfOne(Balance balance, Set<UUID> contracts) {
        return balance.scope() instanceof BalanceScope.OfContract of && contracts.contains(of.contract());
    }

    private static int place(List<Balance> all, @Nullable BalanceId after) {
        if (after == null) {
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(after)) {
                return i + 1;
            }
        }
        throw PageToken.unknown();
    }
}

package io.downbeat.invoicing.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceReadings;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.contracts.commits.BalanceViews;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Balances as the lists of the API show them: terms, and on request what is left and the ledger. */
final class BalanceLists {
    private final Balances balances;
    private final BalanceHistories histories;
    private final BalanceViews views;

    BalanceLists(Balances balances, BalanceHistories histories, BalanceViews views) {
        this.balances = balances;
        this.histories = histories;
        this.views = views;
    }

    Page<JsonNode> page(BalanceListQuery query, Instant now) {
        List<Balance> wanted = balances.ofCustomer(query.customer()).stream()
                .filter(query.wanted())
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
        List<Balance> page = rows.stream()
                .skip(place(rows, query.after()))
                .limit(query.limit() + 1L)
                .toList();
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

    private static long place(List<Balance> rows, @Nullable BalanceId after) {
        if (after == null) {
            return 0;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).id().equals(after)) {
                return i + 1L;
            }
        }
        throw PageToken.unknown();
    }
}

package io.downbeat.invoicing.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.LedgerEntry;
import io.downbeat.contracts.commits.BalanceViews;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Balances as the lists of the API show them: terms, and on request what is left and the ledger. */
final class BalanceLists {

    /** An entry as the API shows it; what is not of its kind is left out. */
    private record EntryView(
            String type,
            Instant timestamp,
            BigDecimal amount,
            @Nullable String segmentId,
            @Nullable UUID invoiceId,
            @Nullable String reason,
            @Nullable UUID contractId) {}

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
        boolean asksHistory = query.shows().balance()
                || query.shows().ledger()
                || !query.shows().zeroBalances();
        Map<BalanceId, Ledger.History> known = asksHistory ? histories.of(query.customer(), wanted, true) : Map.of();
        List<Balance> rows = wanted.stream()
                .filter(balance -> query.shows().zeroBalances()
                        || Ledger.balance(history(known, balance), now).signum() != 0)
                .toList();
        List<Balance> page = rows.stream()
                .skip(place(rows, query.after()))
                .limit(query.limit() + 1L)
                .toList();
        BalanceViews.Shown shown = views.of(page);
        Page<Balance> cut = Page.of(page, query.limit(), balance -> PageToken.after(balance.id()));
        return new Page<>(
                cut.data().stream()
                        .<JsonNode>map(balance -> view(shown.apply(balance), balance, query, known, now))
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

    private static ObjectNode view(
            ObjectNode view,
            Balance balance,
            BalanceListQuery query,
            Map<BalanceId, Ledger.History> known,
            Instant now) {
        if (query.shows().balance()) {
            view.put("balance", Ledger.balance(history(known, balance), now));
        }
        if (query.shows().ledger()) {
            ArrayNode ledger = view.putArray("ledger");
            Ledger.entries(history(known, balance), now).forEach(entry -> ledger.add(entry(entry, balance)));
        }
        return view;
    }

    private static JsonNode entry(LedgerEntry entry, Balance balance) {
        return Json.MAPPER.valueToTree(new EntryView(
                entry.type(balance.type()),
                entry.timestamp(),
                entry.amount(),
                entry.segment() == null ? null : entry.segment().toString(),
                entry.invoice(),
                entry.reason(),
                entry.contract()));
    }

    private static Ledger.History history(Map<BalanceId, Ledger.History> known, Balance balance) {
        return Objects.requireNonNull(known.get(balance.id()), () -> "no history of " + balance.id());
    }
}

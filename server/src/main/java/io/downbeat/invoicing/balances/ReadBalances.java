package io.downbeat.invoicing.balances;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceReadings;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.LedgerEntry;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows what is left of balances, and their ledgers, in the reads of contracts and in the lists of balances alike. */
final class ReadBalances implements BalanceReadings {

    /** An entry as the API shows it; what is not of its kind is left out. */
    private record EntryView(
            String type,
            Instant timestamp,
            BigDecimal amount,
            @Nullable UUID newContractId,
            @Nullable String segmentId,
            @Nullable UUID invoiceId,
            @Nullable String reason,
            @Nullable UUID contractId) {}

    private final BalanceHistories histories;

    ReadBalances(BalanceHistories histories) {
        this.histories = histories;
    }

    @Override
    public Shown of(CustomerId customer, Collection<Balance> balances, Asked asked, Instant now) {
        Collection<Balance> needed = asked.isNothing() ? provisional(balances) : balances;
        return shown(needed.isEmpty() ? Map.of() : histories.of(customer, needed, true), asked, now);
    }

    /** Those of which a view does not even know the amount without their history. */
    static List<Balance> provisional(Collection<Balance> balances) {
        return balances.stream()
                .filter(balance -> balance.origin().isProvisional())
                .toList();
    }

    /** @param known what happened to every balance that will be shown; of nothing that is asked, to the provisional ones */
    static Shown shown(Map<BalanceId, Ledger.History> known, Asked asked, Instant now) {
        return (view, balance) -> {
            if (balance.origin().isProvisional()) {
                addAmount(view, history(known, balance).balance());
            }
            if (!asked.isNothing()) {
                add(view, balance, history(known, balance), asked, now);
            }
        };
    }

    /** What rolled over so far, of which the stored terms say nothing. */
    private static void addAmount(ObjectNode view, Balance rolled) {
        ObjectNode item = (ObjectNode) view.at("/access_schedule/schedule_items/0");
        item.put("amount", rolled.access());
        if (rolled.payments() != null && view.at("/invoice_schedule/schedule_items/0") instanceof ObjectNode owed) {
            owed.put("unit_price", rolled.payments().total())
                    .put("amount", rolled.payments().total());
        }
    }

    private static void add(ObjectNode view, Balance balance, Ledger.History history, Asked asked, Instant now) {
        if (asked.balance()) {
            view.put("balance", Ledger.balance(history, now));
        }
        if (asked.ledger()) {
            ArrayNode ledger = view.putArray("ledger");
            Ledger.entries(history, now).forEach(entry -> ledger.add(entry(entry, balance)));
        }
    }

    private static JsonNode entry(LedgerEntry entry, Balance balance) {
        boolean rolls = entry.kind() == LedgerEntry.Kind.ROLLOVER;
        return Json.MAPPER.valueToTree(new EntryView(
                entry.type(balance.type()),
                entry.timestamp(),
                entry.amount(),
                rolls ? entry.contract() : null,
                entry.segment() == null ? null : entry.segment().toString(),
                entry.invoice(),
                entry.reason(),
                rolls ? null : entry.contract()));
    }

    static Ledger.History history(Map<BalanceId, Ledger.History> known, Balance balance) {
        return Objects.requireNonNull(known.get(balance.id()), () -> "no history of " + balance.id());
    }
}

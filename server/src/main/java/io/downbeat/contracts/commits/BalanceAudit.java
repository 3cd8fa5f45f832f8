package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.ManualEntry;
import io.downbeat.platform.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the audit log is told of commits and credits: of an edit, what is not as it was. */
final class BalanceAudit {
    private BalanceAudit() {}

    static Change created(Balance balance) {
        return of("create_", balance).to(shown(balance));
    }

    static Change edited(Balance before, Balance after) {
        return changed("edit_", before, after);
    }

    static Change ended(Balance before, Balance after) {
        return changed("end_", before, after);
    }

    static Change adjusted(Balance balance, ManualEntry entry) {
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        after.put("segment_id", entry.segment());
        after.put("amount", entry.amount());
        after.put("timestamp", entry.timestamp());
        return Change.of("adjust_balance", balance.word(), balance.id())
                .ofCustomer(balance.customer().value())
                .to(after)
                .because(entry.reason());
    }

    private static Change changed(String verb, Balance before, Balance after) {
        Map<String, @Nullable Object> was = shown(before);
        Map<String, @Nullable Object> is = shown(after);
        Map<String, @Nullable Object> earlier = new TreeMap<>();
        Map<String, @Nullable Object> now = new TreeMap<>();
        is.forEach((field, value) -> {
            if (!Objects.equals(value, was.get(field))) {
                earlier.put(field, was.get(field));
                now.put(field, value);
            }
        });
        return of(verb, after).from(earlier).to(now);
    }

    private static Change of(String verb, Balance balance) {
        return Change.of(verb + balance.word(), balance.word(), balance.id())
                .ofCustomer(balance.customer().value());
    }

    private static Map<String, @Nullable Object> shown(Balance balance) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("type", balance.type());
        shown.put("product_id", balance.terms().product());
        shown.put("name", balance.terms().name());
        shown.put("description", balance.terms().description());
        shown.put("priority", balance.terms().priority());
        shown.put("rate_type", balance.terms().rateType());
        shown.put("applies_to", String.valueOf(balance.terms().appliesTo()));
        if (balance.scope() instanceof BalanceScope.OfCustomer scope) {
            shown.put("applicable_contract_ids", scope.applicableContracts());
            shown.put("invoice_contract_id", scope.invoiceContract());
        }
        if (balance.scope() instanceof BalanceScope.OfContract of) {
            shown.put("child_access", String.valueOf(of.children()));
        }
        shown.put("access_schedule", balance.segments());
        shown.put("invoice_schedule", balance.payments());
        return shown;
    }
}

package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.ScheduledItems;
import io.downbeat.invoicing.ScheduledStore;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Refuses edits of a contract that would contradict its finalized invoices (domain.md B.4). */
final class EditGuards {
    private static final String CHARGE = "a scheduled charge";

    private final InvoiceStore invoices;
    private final ScheduledStore scheduled;

    EditGuards(InvoiceStore invoices, ScheduledStore scheduled) {
        this.invoices = invoices;
        this.scheduled = scheduled;
    }

    /** @throws Refused if the edit contradicts a finalized invoice */
    void check(ContractChanged changed) {
        endIsAllowed(changed);
        if (!ScheduledItems.areEqual(changed.before(), changed.after())) {
            billedItemsStay(changed.before(), changed.after());
        }
    }

    private void endIsAllowed(ContractChanged changed) {
        Contract after = changed.after().contract();
        Instant end = after.endingBefore();
        Instant before = changed.before().contract().endingBefore();
        if (end == null || before != null && !end.isBefore(before) || changed.mayEndBeforeFinalizedInvoice()) {
            return;
        }
        for (InvoiceHeader invoice : invoices.ofContract(after.ref(), InvoiceStatus.FINALIZED)) {
            // What is left of a commit is owed after its contract's end as well, and a customer's commit is paid then.
            boolean stoodBeyond = invoice.period() == null
                    && before != null
                    && !invoice.issuedAt().isBefore(before);
            boolean reachesBeyond = invoice.trueUpOf() == null
                    && !stoodBeyond
                    && (invoice.period() == null
                            ? !invoice.issuedAt().isBefore(end)
                            : invoice.period().end().isAfter(end));
            if (reachesBeyond) {
                throw Refused.rule("the contract cannot end at " + Json.instant(end) + ", before the end of invoice "
                        + invoice.id() + ", which is finalized; void it first, or allow the contract to end before it");
            }
        }
    }

    private void billedItemsStay(ContractTerms before, ContractTerms after) {
        Map<UUID, Object> now = new HashMap<>();
        items(after).forEach(item -> now.put(item.id, item.terms));
        Map<UUID, String> changed = new HashMap<>();
        Set<UUID> removed = new HashSet<>();
        for (BilledItem item : items(before)) {
            if (!item.terms.equals(now.get(item.id))) {
                changed.put(item.id, item.of);
            }
            if (!now.containsKey(item.id)) {
                removed.add(item.id);
            }
        }
        refuseBilled(after.contract().customer(), changed, removed);
    }

    /**
     * @param of what it is an item of
     * @param terms what must stay as it is while an invoice bills the item
     */
    private record BilledItem(UUID id, String of, Object terms) {}

    private static List<BilledItem> items(ContractTerms terms) {
        List<BilledItem> items = new ArrayList<>();
        for (ScheduledCharge charge : terms.charges()) {
            charge.items()
                    .forEach(item ->
                            items.add(new BilledItem(item.id(), CHARGE, List.of(item, charge.archivedAt() != null))));
        }
        for (Discount discount : terms.get(Discount.KIND)) {
            discount.items().forEach(item -> items.add(new BilledItem(item.id(), "a discount", item)));
        }
        for (Balance commit : ScheduledItems.commits(terms).toList()) {
            if (commit.payments() != null) {
                commit.payments()
                        .items()
                        .forEach(item -> items.add(
                                new BilledItem(item.id(), CHARGE, List.of(item, commit.archivedAt() != null))));
            }
        }
        return items;
    }

    /** @param changed with what each is an item of */
    private void refuseBilled(CustomerId customer, Map<UUID, String> changed, Set<UUID> removed) {
        if (changed.isEmpty()) {
            return;
        }
        for (ScheduledStore.Touched touched : scheduled.touched(customer, changed.keySet())) {
            String item = "an item of " + changed.get(touched.item()) + " is on invoice " + touched.invoice();
            if (touched.status() == InvoiceStatus.FINALIZED) {
                throw Refused.rule(item + ", which is finalized; void the invoice before you change the item");
            }
            if (removed.contains(touched.item())) {
                throw Refused.rule(item + ", which was voided; it can be changed but not removed");
            }
        }
    }
}

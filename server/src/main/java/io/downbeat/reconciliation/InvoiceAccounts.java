package io.downbeat.reconciliation;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.engine.operations.ReadDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.reconciliation.Difference.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came of comparing the accounts that hold invoices, however many parts it was done in. */
final class InvoiceAccounts {
    private final Map<DeliveryMethodId, String> names;
    private final List<Difference> differences = new ArrayList<>();
    private final Map<DeliveryMethodId, Long> checked = new HashMap<>();
    private final Set<DeliveryMethodId> listed = new HashSet<>();
    private final Map<DeliveryMethodId, String> reasons = new HashMap<>();
    private final Map<DeliveryId, DeliverySummary> rows = new HashMap<>();

    InvoiceAccounts(List<Account> accounts) {
        this.names = AskedAndCompared.names(accounts);
    }

    /** An account that once gave no answer is none that was asked: of a part of it nothing is known. */
    void answered(AccountInventories.Answers answers) {
        listed.addAll(answers.held().keySet());
        reasons.putAll(answers.reasons());
        listed.removeAll(reasons.keySet());
    }

    void found(AskedAndCompared.Compared compared) {
        differences.addAll(compared.differences());
        compared.judged().forEach(row -> checked.merge(row.account(), 1L, Long::sum));
        compared.rows().forEach(row -> rows.put(row.id(), row));
    }

    void unreadable(List<ReadDeliveries.Unreadable> unreadable) {
        unreadable.stream()
                .filter(each -> names.containsKey(each.account()))
                .forEach(each -> differences.add(unreadable(each, names)));
    }

    private static Difference unreadable(ReadDeliveries.Unreadable row, Map<DeliveryMethodId, String> names) {
        return Difference.of(
                Kind.UNREADABLE_HERE,
                names.getOrDefault(row.account(), row.account().toString()),
                row.id(),
                row.invoice(),
                null,
                "our own row cannot be read: " + row.why());
    }

    /**
     * What is missing and what is extra may have been found in different parts: nothing is sent again while another object
     * carries its mark, also one in an account that stopped answering after it was seen there. Else nothing is said of such
     * an account: what it was judged by was not all of it.
     */
    List<Difference> differences() {
        Set<String> silent = reasons.keySet().stream().map(names::get).collect(Collectors.toSet());
        List<Difference> extra = differences.stream()
                .filter(each -> each.kind() == Kind.EXTRA_THERE)
                .toList();
        Set<DeliveryId> deliveries = extra.stream()
                .flatMap(each -> Stream.ofNullable(each.deliveryId()))
                .collect(Collectors.toSet());
        Set<InvoiceId> invoices = extra.stream()
                .flatMap(each -> Stream.ofNullable(each.invoiceId()))
                .collect(Collectors.toSet());
        return differences.stream()
                .filter(each -> each.kind() == Kind.UNREADABLE_HERE || !silent.contains(each.account()))
                .map(each -> each.kind() == Kind.MISSING_THERE
                                && (each.deliveryId() != null && deliveries.contains(each.deliveryId())
                                        || each.invoiceId() != null && invoices.contains(each.invoiceId()))
                        ? each.forAPerson()
                        : each)
                .toList();
    }

    /** Those that differences name. */
    Collection<DeliverySummary> rows() {
        return rows.values();
    }

    boolean isListed(DeliveryMethodId account) {
        return listed.contains(account);
    }

    long checked(DeliveryMethodId account) {
        return checked.getOrDefault(account, 0L);
    }

    @Nullable
    String reason(DeliveryMethodId account) {
        return reasons.get(account);
    }
}

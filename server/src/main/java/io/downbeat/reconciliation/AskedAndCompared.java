package io.downbeat.reconciliation;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import io.downbeat.delivery.engine.operations.NamedDeliveries;
import io.downbeat.delivery.engine.operations.ReadDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of ours that were read before the providers were asked, beside what these answered. A difference counts only for a
 * row that was at rest, and the same, before the first question and after the last answer, and that nothing was sent for
 * during the quiet time.
 */
final class AskedAndCompared {
    private final DeliveryReview deliveries;
    private final AccountInventories inventories;
    private final InstantSource clock;

    AskedAndCompared(DeliveryReview deliveries, AccountInventories inventories, InstantSource clock) {
        this.deliveries = deliveries;
        this.inventories = inventories;
        this.clock = clock;
    }

    /**
     * @param judged the rows that could be judged
     * @param rows those that a difference names
     */
    record Compared(List<Difference> differences, List<DeliverySummary> judged, List<DeliverySummary> rows) {}

    /**
     * @param before the rows as they were before the first question
     * @param isJudged which rows are compared
     * @param counts which objects count without a row
     */
    Compared compare(
            List<Account> accounts,
            List<DeliverySummary> before,
            Map<DeliveryMethodId, List<Holding>> held,
            Predicate<DeliverySummary> isJudged,
            Predicate<Holding> counts) {
        NamedDeliveries marks = marks(held);
        Set<DeliveryId> ids = new HashSet<>(marks.deliveries());
        before.forEach(row -> ids.add(row.id()));
        ReadDeliveries after = deliveries.named(new NamedDeliveries(ids, marks.invoices()));
        List<DeliverySummary> rows = unchanged(before, after.rows(), held, accounts);
        var comparison = new Comparison(held, names(accounts), rows, underWay(after, rows));
        List<Difference> differences = comparison.differences(isJudged, counts);
        Set<DeliveryId> differing = differences.stream()
                .flatMap(each -> Stream.ofNullable(each.deliveryId()))
                .collect(Collectors.toSet());
        return new Compared(
                differences,
                rows.stream().filter(isJudged).toList(),
                rows.stream().filter(row -> differing.contains(row.id())).toList());
    }

    static Map<DeliveryMethodId, String> names(List<Account> accounts) {
        return accounts.stream().collect(Collectors.toMap(Account::deliveryMethod, Account::name));
    }

    /** Also rows of another interval that a holding names, so that an object is not called extra that has its row. */
    private List<DeliverySummary> unchanged(
            List<DeliverySummary> before,
            List<DeliverySummary> after,
            Map<DeliveryMethodId, List<Holding>> held,
            List<Account> accounts) {
        Map<DeliveryMethodId, Duration> quiet = new HashMap<>();
        accounts.forEach(account -> quiet.put(account.deliveryMethod(), inventories.quiet(account)));
        Map<DeliveryId, DeliverySummary> was = new HashMap<>();
        before.forEach(row -> was.put(row.id(), row));
        Set<DeliveryId> marked = marks(held, Holding::deliveryId);
        Set<List<Object>> named = new HashSet<>();
        held.forEach((account, holdings) -> holdings.forEach(holding -> named.add(List.of(account, holding.ref()))));
        Instant now = clock.instant();
        return after.stream()
                .filter(row -> row.isAtRest(now, quiet.getOrDefault(row.account(), AccountInventories.LEAST_QUIET)))
                .filter(row -> !was.containsKey(row.id()) || row.isAsIt(was.get(row.id())))
                .filter(row -> was.containsKey(row.id())
                        || named.contains(List.of(row.account(), String.valueOf(row.providerRef())))
                        // In an account that it does not go to an object of it is extra, wherever its own is listed.
                        || marked.contains(row.id()))
                .toList();
    }

    /** What was found and nobody may judge: it is under way, or nobody can read it. */
    private static NamedDeliveries underWay(ReadDeliveries found, List<DeliverySummary> judged) {
        Set<DeliveryId> known = judged.stream().map(DeliverySummary::id).collect(Collectors.toSet());
        Set<DeliveryId> ids = new HashSet<>();
        Set<InvoiceId> invoices = new HashSet<>();
        found.rows().stream().filter(row -> !known.contains(row.id())).forEach(row -> {
            ids.add(row.id());
            invoices.add(row.invoice());
        });
        found.unreadable().forEach(row -> {
            ids.add(row.id());
            invoices.add(row.invoice());
        });
        return new NamedDeliveries(ids, invoices);
    }

    private static NamedDeliveries marks(Map<DeliveryMethodId, List<Holding>> held) {
        return new NamedDeliveries(marks(held, Holding::deliveryId), marks(held, Holding::invoiceId));
    }

    private static <T> Set<T> marks(Map<DeliveryMethodId, List<Holding>> held, Function<Holding, @Nullable T> mark) {
        return held.values().stream()
                .flatMap(List::stream)
                .flatMap(holding -> Stream.ofNullable(mark.apply(holding)))
                .collect(Collectors.toSet());
    }
}

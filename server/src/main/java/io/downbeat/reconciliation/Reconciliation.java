package io.downbeat.reconciliation;

import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import io.downbeat.delivery.engine.operations.NamedDeliveries;
import io.downbeat.delivery.engine.operations.ReadDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.outbound.Account;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks every account that can be asked what it holds and compares, both ways. Changes nothing there and, but for the plan
 * it keeps, nothing here.
 *
 * <p>Provider and database are read at different moments, so a difference counts only for a row that was at rest, and the
 * same, before the first question and after the last answer, and that nothing was sent for during the quiet time.
 */
public class Reconciliation {
    static final Duration PLAN_LIVES = Duration.ofHours(24);
    /** The provider's clock need not agree with ours, and its lists begin and end by its own. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private static final Instant LATEST = Instant.parse("9999-12-01T00:00:00Z");

    /** @param cannotAsk why it could not be asked; {@code null} if it was */
    public record AccountResult(
            String account, boolean asked, @Nullable String cannotAsk, long checked, long findings) {}

    public record PlannedStep(
            int n,
            Difference.Kind finding,
            RepairAction action,
            @Nullable DeliveryId deliveryId,
            @Nullable String providerRef,
            String explanation,
            boolean safe) {}

    public record Plan(UUID id, Instant expiresAt, List<PlannedStep> steps) {}

    public record Result(
            List<AccountResult> accounts,
            List<Difference> findings,
            @Nullable Plan plan) {}

    private final ReconcileStore store;
    private final DeliveryReview deliveries;
    private final AccountInventories inventories;
    private final Invoicing invoicing;
    private final Customers customers;
    private final Transactions transactions;
    private final InstantSource clock;

    Reconciliation(
            ReconcileStore store,
            DeliveryReview deliveries,
            AccountInventories inventories,
            Invoicing invoicing,
            Customers customers,
            Transactions transactions,
            InstantSource clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.inventories = inventories;
        this.invoicing = invoicing;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param only one delivery method, or all for {@code null} */
    public Result reconcile(Instant from, Instant until, @Nullable DeliveryMethodId only) {
        List<Account> accounts = inventories.accounts(only);
        ReadDeliveries sent = deliveries.sent(from, until);
        List<DeliverySummary> before = sent.rows();
        var wanted = new Comparison.Interval(from, until);
        var asked = new Comparison.Interval(earlier(from, before), later(until, before));
        AccountInventories.Answers answers = inventories.ask(accounts, wanted, asked);
        Map<DeliveryMethodId, List<Holding>> held = answers.held();
        List<DeliverySummary> rows = unchanged(before, held, accounts);
        Set<DeliveryId> judged = rows.stream().map(DeliverySummary::id).collect(Collectors.toSet());
        var comparison = new Comparison(held, names(accounts), rows, underWay(held, judged));
        List<Difference> differences = new ArrayList<>(comparison.differences(wanted, asked));
        Map<DeliveryMethodId, String> names = names(accounts);
        sent.unreadable().stream()
                .filter(each -> names.containsKey(each.account()))
                .forEach(each -> differences.add(unreadable(each, names)));
        List<Difference> found = named(differences);
        answers.metered().forEach(compared -> found.addAll(compared.differences()));
        List<DeliverySummary> checked = rows.stream()
                .filter(row -> wanted.contains(row.times().firstSend()))
                .toList();
        return new Result(asked(accounts, answers, checked, found), List.copyOf(found), plan(found, rows));
    }

    private static Difference unreadable(ReadDeliveries.Unreadable row, Map<DeliveryMethodId, String> names) {
        return Difference.of(
                Difference.Kind.UNREADABLE_HERE,
                names.getOrDefault(row.account(), row.account().toString()),
                row.id(),
                row.invoice(),
                null,
                "our own row cannot be read: " + row.why());
    }

    private List<Difference> named(List<Difference> found) {
        Map<InvoiceId, CustomerId> billed = invoicing.customers(found.stream()
                .map(Difference::invoiceId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        Map<CustomerId, Customer> known = customers.findAll(Set.copyOf(billed.values()));
        return found.stream()
                .map(each -> each.invoiceId() == null
                        ? each
                        : each.about(Optional.ofNullable(billed.get(each.invoiceId()))
                                .map(known::get)
                                .map(Customer::name)
                                .orElse(null)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Early enough for what was finalized long before it could be sent: NetSuite lists it by that moment. */
    private static Instant earlier(Instant from, List<DeliverySummary> rows) {
        Instant first = rows.stream()
                .map(row -> row.times().created())
                .min(Comparator.naturalOrder())
                .filter(from::isAfter)
                .orElse(from);
        return first.isBefore(Instant.EPOCH.plus(MARGIN)) ? Instant.EPOCH : first.minus(MARGIN);
    }

    /** Late enough for what was sent at the interval's end and came to be, or began anew, days later. */
    private static Instant later(Instant until, List<DeliverySummary> rows) {
        Instant last = rows.stream()
                .map(row -> row.times().lastSend())
                .max(Comparator.naturalOrder())
                .filter(until::isBefore)
                .orElse(until);
        return last.isBefore(LATEST) ? last.plus(MARGIN) : last;
    }

    /** Also rows of another interval that a holding names, so that an object is not called extra that has its row. */
    private List<DeliverySummary> unchanged(
            List<DeliverySummary> before, Map<DeliveryMethodId, List<Holding>> held, List<Account> accounts) {
        Map<DeliveryMethodId, Duration> quiet = new HashMap<>();
        accounts.forEach(account -> quiet.put(account.deliveryMethod(), inventories.quiet(account)));
        Map<DeliveryId, DeliverySummary> was = new HashMap<>();
        before.forEach(row -> was.put(row.id(), row));
        NamedDeliveries marks = marks(held);
        Set<DeliveryId> ids = new HashSet<>(was.keySet());
        ids.addAll(marks.deliveries());
        Set<List<Object>> named = new HashSet<>();
        held.forEach((account, holdings) -> holdings.forEach(holding -> {
            named.add(List.of(account, holding.ref()));
            if (holding.deliveryId() != null) {
                named.add(List.of(account, holding.deliveryId()));
            }
        }));
        Instant now = clock.instant();
        return deliveries.named(new NamedDeliveries(ids, marks.invoices())).rows().stream()
                .filter(row -> row.isAtRest(now, quiet.getOrDefault(row.account(), AccountInventories.LEAST_QUIET)))
                .filter(row -> !was.containsKey(row.id()) || row.isAsIt(was.get(row.id())))
                .filter(row -> was.containsKey(row.id())
                        || named.contains(List.of(row.account(), row.id()))
                        || named.contains(List.of(row.account(), String.valueOf(row.providerRef()))))
                .toList();
    }

    /** What holdings name and nobody may judge: it is under way, or nobody can read it. */
    private NamedDeliveries underWay(Map<DeliveryMethodId, List<Holding>> held, Set<DeliveryId> judged) {
        ReadDeliveries named = deliveries.named(marks(held));
        Set<DeliveryId> ids = new HashSet<>();
        Set<InvoiceId> invoices = new HashSet<>();
        named.rows().stream().filter(row -> !judged.contains(row.id())).forEach(row -> {
            ids.add(row.id());
            invoices.add(row.invoice());
        });
        named.unreadable().forEach(row -> {
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

    private static Map<DeliveryMethodId, String> names(List<Account> accounts) {
        return accounts.stream().collect(Collectors.toMap(Account::deliveryMethod, Account::name));
    }

    private static List<AccountResult> asked(
            List<Account> accounts,
            AccountInventories.Answers answers,
            List<DeliverySummary> checkedRows,
            List<Difference> found) {
        Map<DeliveryMethodId, MeterReconciliation.Compared> meters = answers.metered().stream()
                .collect(Collectors.toMap(compared -> compared.account().deliveryMethod(), compared -> compared));
        return accounts.stream()
                .map(account -> {
                    DeliveryMethodId id = account.deliveryMethod();
                    String name = account.name();
                    long findings = found.stream()
                            .filter(each -> each.account().equals(name))
                            .count();
                    MeterReconciliation.Compared metered = meters.get(id);
                    if (metered != null) {
                        return new AccountResult(name, metered.asked(), metered.why(), metered.checked(), findings);
                    }
                    long checked = checkedRows.stream()
                            .filter(row -> row.account().equals(id))
                            .count();
                    return answers.held().containsKey(id)
                            ? new AccountResult(name, true, null, checked, findings)
                            : new AccountResult(name, false, answers.reasons().get(id), 0, findings);
                })
                .toList();
    }

    private @Nullable Plan plan(List<Difference> found, List<DeliverySummary> rows) {
        if (found.isEmpty()) {
            return null;
        }
        Map<DeliveryId, DeliverySummary> seen = new HashMap<>();
        rows.forEach(row -> seen.put(row.id(), row));
        Instant now = clock.instant();
        return transactions.in(() -> {
            Instant expires = now.plus(PLAN_LIVES);
            UUID id = store.keepPlan(now, expires);
            List<PlannedStep> steps = new ArrayList<>();
            for (Difference each : found) {
                int n = steps.size() + 1;
                store.keepStep(id, n, each, each.deliveryId() == null ? null : seen.get(each.deliveryId()));
                steps.add(new PlannedStep(
                        n,
                        each.kind(),
                        each.action(),
                        each.deliveryId(),
                        each.providerRef(),
                        each.explanation(),
                        each.action().isSafe()));
            }
            return new Plan(id, expires, steps);
        });
    }
}

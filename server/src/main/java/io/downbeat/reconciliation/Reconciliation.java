package io.downbeat.reconciliation;

import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.engine.operations.DeliveryReview;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks every account that can be asked what it holds and compares, both ways. Changes nothing there and, but for the plan
 * it keeps, nothing here.
 *
 * <p>However long the account has been billing, only the deliveries of a window of time are in memory at once, with what the
 * accounts hold of that window: some {@value Windows#ROWS}, or those of two days where more went out in them. An account that
 * lists everything or nothing makes one window of the whole interval.
 */
public class Reconciliation {
    static final Duration PLAN_LIVES = Duration.ofHours(24);

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
    private final AskedAndCompared comparing;
    private final Windows windows;
    private final WindowedComparison byWindows;

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
        this.comparing = new AskedAndCompared(deliveries, inventories, clock);
        this.windows = new Windows(deliveries, Windows.ROWS);
        this.byWindows = new WindowedComparison(deliveries, inventories, comparing);
    }

    /** @param only one delivery method, or all for {@code null} */
    public Result reconcile(Instant from, Instant until, @Nullable DeliveryMethodId only) {
        List<Account> accounts = inventories.accounts(only);
        var wanted = new Comparison.Interval(from, until);
        List<Comparison.Interval> parts = inventories.listByDate(accounts) ? windows.of(wanted) : List.of(wanted);
        InvoiceAccounts compared = parts.size() == 1 ? whole(accounts, wanted) : byWindows.compare(accounts, parts);
        AccountInventories.Metered metered = inventories.meters(accounts, wanted);
        List<Difference> found = named(compared.differences());
        metered.compared().forEach(each -> found.addAll(each.differences()));
        return new Result(
                results(accounts, compared, metered, found), List.copyOf(found), plan(found, compared.rows()));
    }

    private InvoiceAccounts whole(List<Account> accounts, Comparison.Interval wanted) {
        ReadDeliveries sent = deliveries.sent(wanted.from(), wanted.until());
        Comparison.Interval asked = Windows.around(wanted, sent.rows());
        AccountInventories.Answers answers = inventories.ask(accounts, asked);
        InvoiceAccounts all = new InvoiceAccounts(accounts);
        all.answered(answers);
        all.found(comparing.compare(
                accounts,
                sent.rows(),
                answers.held(),
                row -> wanted.contains(row.times().firstSend()),
                Comparison.madeIn(wanted, asked)));
        all.unreadable(sent.unreadable());
        return all;
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

    private static List<AccountResult> results(
            List<Account> accounts,
            InvoiceAccounts compared,
            AccountInventories.Metered metered,
            List<Difference> found) {
        Map<DeliveryMethodId, MeterReconciliation.Compared> meters = metered.compared().stream()
                .collect(Collectors.toMap(each -> each.account().deliveryMethod(), each -> each));
        return accounts.stream()
                .map(account -> {
                    DeliveryMethodId id = account.deliveryMethod();
                    String name = account.name();
                    long findings = found.stream()
                            .filter(each -> each.account().equals(name))
                            .count();
                    MeterReconciliation.Compared meter = meters.get(id);
                    if (meter != null) {
                        return new AccountResult(name, meter.asked(), meter.why(), meter.checked(), findings);
                    }
                    return compared.isListed(id)
                            ? new AccountResult(name, true, null, compared.checked(id), findings)
                            : new AccountResult(
                                    name, false, metered.reasons().getOrDefault(id, compared.reason(id)), 0, findings);
                })
                .toList();
    }

    private @Nullable Plan plan(List<Difference> found, Collection<DeliverySummary> rows) {
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

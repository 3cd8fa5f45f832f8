package io.downbeat.reconciliation;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliverySummary;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.engine.operations.DeliveryReview;
import io.downbeat.delivery.engine.operations.ReadDeliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares one window of time after the other, and lists each at the providers once. Deliveries of which something was made
 * far from their own window, because they were taken up again later, are kept aside with all that is found of them, and
 * compared in the end.
 */
final class WindowedComparison {
    /** Beyond the windows what is kept aside is looked for in steps of this. */
    private static final Duration STEP = Duration.ofDays(30);

    private final DeliveryReview deliveries;
    private final AccountInventories inventories;
    private final AskedAndCompared comparing;

    WindowedComparison(DeliveryReview deliveries, AccountInventories inventories, AskedAndCompared comparing) {
        this.deliveries = deliveries;
        this.inventories = inventories;
        this.comparing = comparing;
    }

    /** Deliveries that no window can judge, as they were before the first question, and what accounts hold of them. */
    private static final class Aside {
        private final List<DeliverySummary> rows = new ArrayList<>();
        private final Set<DeliveryId> ids = new HashSet<>();
        private final Set<InvoiceId> invoices = new HashSet<>();
        private final Set<String> refs = new HashSet<>();
        private final Map<DeliveryMethodId, List<Holding>> held = new HashMap<>();

        void add(DeliverySummary row) {
            rows.add(row);
            ids.add(row.id());
            invoices.add(row.invoice());
            if (row.providerRef() != null) {
                refs.add(row.providerRef());
            }
        }

        /** Lists of neighbouring windows overlap, so only what was made in the window itself is taken. */
        void take(Map<DeliveryMethodId, List<Holding>> listed, Comparison.Interval window) {
            listed.forEach((account, holdings) -> holdings.stream()
                    .filter(holding -> window.contains(holding.createdAt()) && isOfThese(holding))
                    .forEach(holding -> held.computeIfAbsent(account, _ -> new ArrayList<>())
                            .add(holding)));
        }

        private boolean isOfThese(Holding holding) {
            return holding.deliveryId() != null && ids.contains(holding.deliveryId())
                    || holding.invoiceId() != null && invoices.contains(holding.invoiceId())
                    || refs.contains(holding.ref());
        }
    }

    InvoiceAccounts compare(List<Account> accounts, List<Comparison.Interval> windows) {
        InvoiceAccounts all = new InvoiceAccounts(accounts);
        Aside aside = aside(windows);
        for (Comparison.Interval window : windows) {
            compare(window, accounts, aside, all);
        }
        if (!aside.rows.isEmpty()) {
            lookBeyond(windows, accounts, aside, all);
            accounts.forEach(account -> {
                if (all.isListed(account.deliveryMethod())) {
                    aside.held.computeIfAbsent(account.deliveryMethod(), _ -> new ArrayList<>());
                }
            });
            aside.held.keySet().removeIf(account -> !all.isListed(account));
            all.found(comparing.compare(
                    accounts, aside.rows, aside.held, row -> aside.ids.contains(row.id()), holding -> false));
        }
        return all;
    }

    private Aside aside(List<Comparison.Interval> windows) {
        Aside aside = new Aside();
        for (Comparison.Interval window : windows) {
            deliveries.sent(window.from(), window.until()).rows().stream()
                    .filter(row -> !Windows.isNear(row, window))
                    .forEach(aside::add);
        }
        return aside;
    }

    private void compare(Comparison.Interval window, List<Account> accounts, Aside aside, InvoiceAccounts all) {
        ReadDeliveries sent = deliveries.sent(window.from(), window.until());
        List<DeliverySummary> rows = sent.rows().stream()
                .filter(row -> !aside.ids.contains(row.id()) && Windows.isNear(row, window))
                .toList();
        Map<DeliveryMethodId, List<Holding>> held = ask(Windows.around(window, rows), accounts, all);
        aside.take(held, window);
        all.found(comparing.compare(
                accounts,
                rows,
                held,
                row -> window.contains(row.times().firstSend())
                        && !aside.ids.contains(row.id())
                        && Windows.isNear(row, window),
                holding -> window.contains(holding.createdAt())));
        all.unreadable(sent.unreadable());
    }

    /** Who gives no answer once is not asked again. */
    private Map<DeliveryMethodId, List<Holding>> ask(
            Comparison.Interval asked, List<Account> accounts, InvoiceAccounts all) {
        List<Account> answering = accounts.stream()
                .filter(account -> all.reason(account.deliveryMethod()) == null)
                .toList();
        AccountInventories.Answers answers = inventories.ask(answering, asked);
        all.answered(answers);
        return answers.held();
    }

    private void lookBeyond(
            List<Comparison.Interval> windows, List<Account> accounts, Aside aside, InvoiceAccounts all) {
        var inside = new Comparison.Interval(
                windows.getFirst().from(), windows.getLast().until());
        Comparison.Interval whole = Windows.around(inside, aside.rows);
        for (Comparison.Interval part : List.of(
                new Comparison.Interval(whole.from(), inside.from()),
                new Comparison.Interval(inside.until(), whole.until()))) {
            for (Instant from = part.from(); from.isBefore(part.until()); from = from.plus(STEP)) {
                Instant end = from.plus(STEP).isBefore(part.until()) ? from.plus(STEP) : part.until();
                var step = new Comparison.Interval(from, end);
                aside.take(ask(step, accounts, all), step);
            }
        }
    }
}

package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.trackers.SpendTracker;
import io.downbeat.contracts.trackers.TrackedSpend;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.rating.InvoiceLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Tells spend trackers of purchases: of those that a workflow pays when that releases them, which {@link EndWorkflows} does, and
 * of all others when an invoice bills them for good. A voided invoice counts no more.
 */
final class CountPurchases {
    private final WorkflowStore workflows;
    private final Balances balances;
    private final TrackedSpend tracked;
    private final InstantSource clock;

    CountPurchases(WorkflowStore workflows, Balances balances, TrackedSpend tracked, InstantSource clock) {
        this.workflows = workflows;
        this.balances = balances;
        this.tracked = tracked;
        this.clock = clock;
    }

    /** A payment of a commit that an invoice bills. */
    private record Billed(Invoice invoice, InvoiceLine line, InvoiceLine.CommitPurchase purchase) {}

    @EventListener
    @Order(10)
    void on(InvoicesFinalized finalized) {
        List<Billed> billed = finalized.invoices().stream()
                .filter(invoice -> invoice.type() != InvoiceType.USAGE_CONSOLIDATED)
                .flatMap(CountPurchases::purchases)
                .toList();
        Set<InvoiceId> ofWorkflows =
                workflows
                        .ofInvoices(billed.stream()
                                .map(each -> each.invoice().ref())
                                .distinct()
                                .toList())
                        .stream()
                        .map(Workflow::invoice)
                        .collect(Collectors.toSet());
        List<Billed> counted = billed.stream()
                .filter(each -> !ofWorkflows.contains(each.invoice().id()))
                .toList();
        if (!counted.isEmpty()) {
            tracked.count(purchases(counted), clock.instant());
        }
    }

    private static Stream<Billed> purchases(Invoice invoice) {
        return invoice.lines().stream()
                .flatMap(line -> line.source() instanceof InvoiceLine.CommitPurchase purchase
                        ? Stream.of(new Billed(invoice, line, purchase))
                        : Stream.empty());
    }

    private List<TrackedSpend.Purchase> purchases(List<Billed> counted) {
        Map<BalanceId, Balance> commits = balances.findAll(
                counted.stream().map(each -> each.purchase().commit()).collect(Collectors.toSet()));
        List<TrackedSpend.Purchase> purchases = new ArrayList<>();
        for (Billed each : counted) {
            Invoice invoice = each.invoice();
            purchases.add(new TrackedSpend.Purchase(
                    new Contract.Ref(invoice.customer(), invoice.contract()),
                    invoice.id().value(),
                    each.purchase().payment(),
                    new SpendTracker.Spent(
                            SpendTracker.Source.MANUAL,
                            isDiscounted(commits.get(each.purchase().commit())),
                            each.line().total())));
        }
        return purchases;
    }

    /** As whoever bought it by hand said. */
    static boolean isDiscounted(@Nullable Balance commit) {
        PaymentSchedule payments = commit == null ? null : commit.payments();
        return payments != null && Boolean.TRUE.equals(payments.countsAsDiscounted());
    }

    @EventListener
    @Order(10)
    void on(InvoiceVoided voided) {
        Invoice invoice = voided.invoice();
        tracked.forget(
                new Contract.Ref(invoice.customer(), invoice.contract()),
                invoice.id().value());
    }
}

package io.downbeat.thresholdbilling;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.trackers.SpendTracker;
import io.downbeat.contracts.trackers.TrackedPurchase;
import io.downbeat.contracts.trackers.TrackedSpend;
import io.downbeat.core.Amount;
import io.downbeat.invoicing.Invoice;
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
        Map<BalanceId, Workflow> paid = workflows.ofCommits(
                billed.stream().map(each -> each.invoice().customer()).collect(Collectors.toSet()), commits(billed));
        // A regenerated invoice bills what the first one did, which counted when it was released.
        List<Billed> counted = billed.stream()
                .filter(each -> !isReleasing(each, paid.get(each.purchase().commit())))
                .toList();
        if (!counted.isEmpty()) {
            tracked.count(purchases(counted, paid), clock.instant());
        }
    }

    private static Stream<Billed> purchases(Invoice invoice) {
        return invoice.lines().stream()
                .flatMap(line -> line.source() instanceof InvoiceLine.CommitPurchase purchase
                        ? Stream.of(new Billed(invoice, line, purchase))
                        : Stream.empty());
    }

    private static Set<BalanceId> commits(List<Billed> billed) {
        return billed.stream().map(each -> each.purchase().commit()).collect(Collectors.toSet());
    }

    private static boolean isReleasing(Billed billed, @Nullable Workflow workflow) {
        return workflow != null && workflow.invoice().equals(billed.invoice().id());
    }

    private List<TrackedPurchase> purchases(List<Billed> counted, Map<BalanceId, Workflow> paid) {
        Map<BalanceId, Balance> commits = balances.findAll(commits(counted));
        List<TrackedPurchase> purchases = new ArrayList<>();
        for (Billed each : counted) {
            BalanceId commit = each.purchase().commit();
            purchases.add(new TrackedPurchase(
                    each.invoice().contractRef(),
                    new TrackedPurchase.OnInvoice(each.invoice().id().value()),
                    each.purchase().payment(),
                    spent(each.line().total(), paid.get(commit), commits.get(commit))));
        }
        return purchases;
    }

    /** Without a workflow it was bought by hand, and counts as whoever did that said. */
    private static SpendTracker.Spent spent(Amount total, @Nullable Workflow paid, @Nullable Balance commit) {
        if (paid != null) {
            return paid.spent();
        }
        PaymentSchedule payments = commit == null ? null : commit.payments();
        return new SpendTracker.Spent(
                SpendTracker.Source.MANUAL, payments != null && payments.isCountedAsDiscounted(), total);
    }

    @EventListener
    @Order(10)
    void on(InvoiceVoided voided) {
        Invoice invoice = voided.invoice();
        tracked.forget(
                invoice.contractRef(),
                new TrackedPurchase.OnInvoice(invoice.id().value()));
    }
}

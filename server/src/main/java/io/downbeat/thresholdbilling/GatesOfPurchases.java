package io.downbeat.thresholdbilling;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.thresholds.PaymentGate.PrecalculatedTax;
import io.downbeat.contracts.thresholds.PaymentGate.StripePayment;
import io.downbeat.delivery.PaymentGate;
import io.downbeat.delivery.PaymentGates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.rating.InvoiceLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells whoever sends the invoice of a purchase how it is to be paid. */
final class GatesOfPurchases implements PaymentGates {
    private final WorkflowStore workflows;

    GatesOfPurchases(WorkflowStore workflows) {
        this.workflows = workflows;
    }

    @Override
    public Map<InvoiceId, PaymentGate> of(List<Invoice> invoices) {
        List<Billed> billed =
                invoices.stream().flatMap(invoice -> purchase(invoice).stream()).toList();
        Map<BalanceId, Workflow> bought = workflows.ofCommits(
                billed.stream().map(each -> each.invoice().customer()).collect(Collectors.toSet()),
                billed.stream().map(each -> each.purchase().commit()).collect(Collectors.toSet()));
        Map<InvoiceId, PaymentGate> gates = new HashMap<>();
        for (Billed each : billed) {
            Workflow its = bought.get(each.purchase().commit());
            if (its != null && its.payment().equals(each.purchase().payment())) {
                gate(each.invoice(), its)
                        .ifPresent(gate -> gates.put(each.invoice().id(), gate));
            }
        }
        return gates;
    }

    /** A payment of a commit that an invoice bills. */
    private record Billed(Invoice invoice, InvoiceLine.CommitPurchase purchase) {}

    /**
     * Nothing else is the invoice of a purchase, so that a month's end asks for few. One that bills something besides is sent:
     * nobody collected that. A discount that was agreed on meanwhile is no charge.
     */
    private static Optional<Billed> purchase(Invoice invoice) {
        List<InvoiceLine.Source> charges = invoice.type() == InvoiceType.SCHEDULED
                ? invoice.lines().stream()
                        .map(InvoiceLine::source)
                        .filter(source -> !(source instanceof InvoiceLine.Discount))
                        .toList()
                : List.of();
        return charges.size() == 1 && charges.getFirst() instanceof InvoiceLine.CommitPurchase purchase
                ? Optional.of(new Billed(invoice, purchase))
                : Optional.empty();
    }

    /**
     * What the caller collected is collected, however often it is billed anew. What Stripe was paid a person gives back when
     * its invoice is voided, and nothing waits for the payment of the next one, which goes its normal way.
     */
    private static Optional<PaymentGate> gate(Invoice invoice, Workflow workflow) {
        return switch (workflow.gate().type()) {
            case NONE -> Optional.empty();
            case EXTERNAL -> Optional.of(new PaymentGate.CollectedOutside());
            case STRIPE -> workflow.invoice().equals(invoice.id()) ? Optional.of(charged(workflow)) : Optional.empty();
        };
    }

    private static PaymentGate charged(Workflow workflow) {
        var gate = workflow.gate();
        StripePayment stripe = gate.stripe();
        return new PaymentGate.ChargedAtOnce(
                switch (gate.means()) {
                    case INVOICE -> PaymentGate.Means.INVOICE;
                    case PAYMENT_INTENT -> PaymentGate.Means.PAYMENT_INTENT;
                },
                gate.isOnSession(),
                Objects.requireNonNull(workflow.deadlineAt()),
                stripe == null || stripe.metadata() == null ? Map.of() : stripe.metadata(),
                tax(gate));
    }

    private static PaymentGate.Tax tax(io.downbeat.contracts.thresholds.PaymentGate gate) {
        PrecalculatedTax given = gate.precalculated();
        return switch (gate.taxed()) {
            case NONE, ANROK -> PaymentGate.Tax.NONE;
            case STRIPE -> new PaymentGate.Tax.ByProvider();
            case PRECALCULATED ->
                new PaymentGate.Tax.Given(Objects.requireNonNull(given).amount(), given.name());
        };
    }
}

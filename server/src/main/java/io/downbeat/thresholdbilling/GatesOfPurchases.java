package io.downbeat.thresholdbilling;

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

/** Tells whoever sends the invoice of a purchase how it is to be paid. */
final class GatesOfPurchases implements PaymentGates {
    private final WorkflowStore workflows;

    GatesOfPurchases(WorkflowStore workflows) {
        this.workflows = workflows;
    }

    @Override
    public Map<InvoiceId, PaymentGate> of(List<Invoice> invoices) {
        Map<InvoiceId, PaymentGate> gates = new HashMap<>();
        for (Workflow each : workflows.ofInvoices(invoices.stream()
                .filter(GatesOfPurchases::billsOneCommit)
                .map(Invoice::ref)
                .toList())) {
            switch (each.gate().type()) {
                case NONE -> {}
                case EXTERNAL -> gates.put(each.invoice(), new PaymentGate.CollectedOutside());
                case STRIPE -> gates.put(each.invoice(), charged(each));
            }
        }
        return gates;
    }

    /** Nothing else is the invoice of a purchase, so that a month's end asks for few. */
    private static boolean billsOneCommit(Invoice invoice) {
        return invoice.type() == InvoiceType.SCHEDULED
                && invoice.lines().size() == 1
                && invoice.lines().getFirst().source() instanceof InvoiceLine.CommitPurchase;
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

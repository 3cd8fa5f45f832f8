package io.downbeat.contracts.thresholds;

import io.downbeat.platform.http.Body;
import java.util.Map;
import java.util.Set;

/** Reads {@code payment_gate_config}, of thresholds and of commits alike, and refuses what does not fit together. */
public final class GateRequests {
    private static final Set<String> GATE =
            Set.of("payment_gate_type", "precalculated_tax_config", "stripe_config", "tax_type");

    private GateRequests() {}

    /** That of a threshold: nobody is there when the money is asked for. */
    static PaymentGate offSession(Body gate) {
        return read(gate, Set.of("payment_type", "invoice_metadata"));
    }

    /** That of a commit that somebody buys, who may be there to confirm the payment. */
    public static PaymentGate ofCommit(Body gate) {
        return read(gate, Set.of("payment_type", "invoice_metadata", "on_session_payment"));
    }

    private static PaymentGate read(Body gate, Set<String> ofStripe) {
        gate.knowsOnly(GATE);
        PaymentGate read = new PaymentGate(
                gate.oneOf("payment_gate_type", PaymentGate.Type.class),
                gate.optionalOneOf("tax_type", PaymentGate.Tax.class).orElse(null),
                gate.optionalObject("stripe_config")
                        .map(stripe -> stripe(stripe, ofStripe))
                        .orElse(null),
                gate.optionalObject("precalculated_tax_config")
                        .map(GateRequests::tax)
                        .orElse(null));
        requireTogether(gate, read);
        return read;
    }

    private static PaymentGate.StripePayment stripe(Body stripe, Set<String> known) {
        stripe.knowsOnly(known);
        var payment = new PaymentGate.StripePayment(
                stripe.oneOf("payment_type", PaymentGate.StripePayment.PaymentType.class),
                stripe.has("invoice_metadata") ? metadata(stripe) : null,
                stripe.optionalFlag("on_session_payment").orElse(null));
        if (payment.type() == PaymentGate.StripePayment.PaymentType.PAYMENT_INTENT && payment.metadata() != null) {
            throw stripe.invalid("invoice_metadata", "only with payment_type INVOICE");
        }
        return payment;
    }

    /** Stripe takes 50 keys of 40 characters and values of 500; our own six join them. */
    private static Map<String, String> metadata(Body stripe) {
        Map<String, String> metadata = stripe.textMap("invoice_metadata");
        boolean fits = metadata.size() <= 40
                && metadata.entrySet().stream()
                        .allMatch(each ->
                                each.getKey().length() <= 40 && each.getValue().length() <= 500);
        if (!fits) {
            throw stripe.invalid(
                    "invoice_metadata",
                    "Stripe takes keys of 40 characters, values of 500 and at most 40 of them here");
        }
        return metadata;
    }

    private static PaymentGate.PrecalculatedTax tax(Body tax) {
        tax.knowsOnly(Set.of("tax_amount", "tax_name"));
        var amount = tax.decimal("tax_amount");
        if (amount.signum() < 0) {
            throw tax.invalid("tax_amount", "must not be negative");
        }
        return new PaymentGate.PrecalculatedTax(
                amount, tax.optionalText("tax_name").orElse(null));
    }

    private static void requireTogether(Body gate, PaymentGate read) {
        boolean throughStripe = read.type() == PaymentGate.Type.STRIPE;
        if (!throughStripe && read.stripe() != null) {
            throw gate.invalid("stripe_config", "only with payment_gate_type STRIPE");
        }
        PaymentGate.Tax tax = read.taxed();
        if (tax == PaymentGate.Tax.ANROK) {
            throw gate.invalid("tax_type", "ANROK is not built; use STRIPE or PRECALCULATED");
        }
        if (tax != PaymentGate.Tax.NONE && !throughStripe) {
            throw gate.invalid("tax_type", tax + " only with payment_gate_type STRIPE");
        }
        if (tax == PaymentGate.Tax.PRECALCULATED && read.precalculated() == null) {
            throw gate.invalid("precalculated_tax_config", "is required with tax_type PRECALCULATED");
        }
        if (tax != PaymentGate.Tax.PRECALCULATED && read.precalculated() != null) {
            throw gate.invalid("precalculated_tax_config", "only with tax_type PRECALCULATED");
        }
        if (tax == PaymentGate.Tax.STRIPE && read.means() == PaymentGate.StripePayment.PaymentType.PAYMENT_INTENT) {
            throw gate.invalid(
                    "tax_type",
                    "Stripe computes no tax for a payment intent; use payment_type INVOICE with tax_type STRIPE");
        }
    }
}

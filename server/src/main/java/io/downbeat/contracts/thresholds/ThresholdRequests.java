package io.downbeat.contracts.thresholds;

import io.downbeat.contracts.charges.FixedProducts;
import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads threshold configurations from requests. A member that is {@code null} was left out. */
final class ThresholdRequests {
    private static final BigDecimal MIN_THRESHOLD_DOLLARS = BigDecimal.valueOf(5);
    private static final BigDecimal MIN_RECHARGE_DOLLARS = BigDecimal.valueOf(10);
    private static final Set<String> COMMIT = Set.of("product_id", "name", "description", "priority");
    private static final Set<String> PREPAID_COMMIT = Set.of(
            "product_id",
            "name",
            "description",
            "priority",
            "applicable_product_ids",
            "applicable_product_tags",
            "specifiers");

    private final FixedProducts products;

    ThresholdRequests(FixedProducts products) {
        this.products = products;
    }

    SpendThreshold spend(JsonNode configuration, String path) {
        Body body = Body.of(Json.withoutNulls(configuration), path);
        body.knowsOnly(
                Set.of("commit", "is_enabled", "payment_gate_config", "threshold_amount", "discount_configuration"));
        boolean isEnabled = body.flag("is_enabled");
        ThresholdCommit commit = commit(body, COMMIT);
        PaymentGate gate = gate(body.object("payment_gate_config"));
        PaymentFraction discount = discount(body);
        BigDecimal threshold = body.decimal("threshold_amount");
        if (threshold.signum() <= 0) {
            throw body.invalid("threshold_amount", "must be positive");
        }
        return new SpendThreshold(isEnabled, threshold, commit, gate, discount);
    }

    /** @param currency of the contract's rate card: the published minimums are in dollars, or its whole units */
    PrepaidBalanceThreshold prepaidBalance(JsonNode configuration, String path, @Nullable CreditType currency) {
        Body body = Body.of(Json.withoutNulls(configuration), path);
        body.knowsOnly(Set.of(
                "commit",
                "is_enabled",
                "payment_gate_config",
                "recharge_to_amount",
                "threshold_amount",
                "custom_credit_type_id",
                "discount_configuration",
                "threshold_balance_specifiers"));
        body.refuseUnbuilt("custom_credit_type_id", "threshold_balance_specifiers");
        boolean isEnabled = body.flag("is_enabled");
        ThresholdCommit commit = commit(body, PREPAID_COMMIT);
        PaymentGate gate = gate(body.object("payment_gate_config"));
        PaymentFraction discount = discount(body);
        return new PrepaidBalanceThreshold(isEnabled, recharge(body, dollar(currency)), commit, gate, discount);
    }

    private static PrepaidBalanceThreshold.Recharge recharge(Body body, BigDecimal dollar) {
        BigDecimal threshold = body.decimal("threshold_amount");
        BigDecimal least = MIN_THRESHOLD_DOLLARS.multiply(dollar);
        if (threshold.compareTo(least) < 0) {
            throw body.invalid("threshold_amount", "must be at least " + least);
        }
        BigDecimal rechargeTo = body.decimal("recharge_to_amount");
        BigDecimal distance = MIN_RECHARGE_DOLLARS.multiply(dollar);
        if (rechargeTo.subtract(threshold).compareTo(distance) < 0) {
            throw body.invalid("recharge_to_amount", "must be at least " + distance + " above threshold_amount");
        }
        return new PrepaidBalanceThreshold.Recharge(threshold, rechargeTo);
    }

    /** One dollar, or another currency's whole unit, in the unit the contract counts in. */
    private static BigDecimal dollar(@Nullable CreditType currency) {
        return currency == null || currency.equals(CreditType.USD_CENTS) ? BigDecimal.valueOf(100) : BigDecimal.ONE;
    }

    private ThresholdCommit commit(Body body, Set<String> members) {
        Body commit = body.object("commit");
        commit.knowsOnly(members);
        ProductId product = products.read(commit);
        String name = commit.optionalText("name").orElse(null);
        String description = commit.optionalText("description").orElse(null);
        BigDecimal priority = commit.optionalDecimal("priority").orElse(null);
        commit.refuseUnbuilt("specifiers");
        var scope = new ThresholdCommit.Scope(
                commit.optionalUuids("applicable_product_ids")
                        .map(ids -> ids.stream().map(ProductId::new).toList())
                        .orElse(null),
                commit.optionalTexts("applicable_product_tags").orElse(null));
        return new ThresholdCommit(product, name, priority, description, scope);
    }

    private static PaymentGate gate(Body gate) {
        gate.knowsOnly(Set.of("payment_gate_type", "precalculated_tax_config", "stripe_config", "tax_type"));
        return new PaymentGate(
                gate.oneOf("payment_gate_type", PaymentGate.Type.class),
                gate.optionalOneOf("tax_type", PaymentGate.Tax.class).orElse(null),
                gate.optionalObject("stripe_config")
                        .map(ThresholdRequests::stripe)
                        .orElse(null),
                gate.optionalObject("precalculated_tax_config")
                        .map(ThresholdRequests::tax)
                        .orElse(null));
    }

    private static PaymentGate.StripePayment stripe(Body stripe) {
        stripe.knowsOnly(Set.of("payment_type", "invoice_metadata"));
        return new PaymentGate.StripePayment(
                stripe.oneOf("payment_type", PaymentGate.StripePayment.PaymentType.class),
                stripe.has("invoice_metadata") ? stripe.textMap("invoice_metadata") : null);
    }

    private static PaymentGate.PrecalculatedTax tax(Body tax) {
        tax.knowsOnly(Set.of("tax_amount", "tax_name"));
        return new PaymentGate.PrecalculatedTax(
                tax.decimal("tax_amount"), tax.optionalText("tax_name").orElse(null));
    }

    private static @Nullable PaymentFraction discount(Body body) {
        Optional<Body> discount = body.optionalObject("discount_configuration");
        if (discount.isEmpty()) {
            return null;
        }
        discount.get().knowsOnly(Set.of("payment_fraction", "cap"));
        discount.get().refuseUnbuilt("cap");
        BigDecimal fraction = discount.get().decimal("payment_fraction");
        if (!PaymentFraction.isFraction(fraction)) {
            throw discount.get().invalid("payment_fraction", "must be above 0 and at most 1");
        }
        return new PaymentFraction(fraction);
    }
}

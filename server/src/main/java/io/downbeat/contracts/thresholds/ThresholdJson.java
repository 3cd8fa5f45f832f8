package io.downbeat.contracts.thresholds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Threshold configurations as requests and answers have them. */
final class ThresholdJson {
    private record CommitView(
            ProductId productId,
            @Nullable String name,
            @Nullable String description,
            @Nullable BigDecimal priority,
            @Nullable List<ProductId> applicableProductIds,
            @Nullable List<String> applicableProductTags) {
        static CommitView of(ThresholdCommit commit) {
            return new CommitView(
                    commit.product(),
                    commit.name(),
                    commit.description(),
                    commit.priority(),
                    commit.appliesTo().products(),
                    commit.appliesTo().tags());
        }
    }

    private record StripeView(
            PaymentGate.StripePayment.PaymentType paymentType,
            @Nullable Map<String, String> invoiceMetadata) {}

    private record TaxView(BigDecimal taxAmount, @Nullable String taxName) {}

    private record GateView(
            PaymentGate.Type paymentGateType,
            PaymentGate.@Nullable Tax taxType,
            @Nullable StripeView stripeConfig,
            @Nullable TaxView precalculatedTaxConfig) {
        static GateView of(PaymentGate gate) {
            PaymentGate.StripePayment stripe = gate.stripe();
            PaymentGate.PrecalculatedTax tax = gate.precalculated();
            return new GateView(
                    gate.type(),
                    gate.tax(),
                    stripe == null ? null : new StripeView(stripe.type(), stripe.metadata()),
                    tax == null ? null : new TaxView(tax.amount(), tax.name()));
        }
    }

    private record DiscountView(BigDecimal paymentFraction) {}

    private record ThresholdView(
            @JsonProperty("is_enabled") boolean enabled,
            BigDecimal thresholdAmount,
            @Nullable BigDecimal rechargeToAmount,
            CommitView commit,
            GateView paymentGateConfig,
            @Nullable DiscountView discountConfiguration) {}

    private ThresholdJson() {}

    static ObjectNode of(Threshold threshold) {
        PaymentFraction discount = threshold.discount();
        return Json.MAPPER.valueToTree(new ThresholdView(
                threshold.isEnabled(),
                threshold.thresholdAmount(),
                threshold instanceof PrepaidBalanceThreshold prepaid
                        ? prepaid.recharge().rechargeToAmount()
                        : null,
                CommitView.of(threshold.commit()),
                GateView.of(threshold.gate()),
                discount == null ? null : new DiscountView(discount.value())));
    }
}

package io.downbeat.contracts.thresholds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.downbeat.balances.Specifier;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
            @Nullable List<String> applicableProductTags,
            @Nullable List<SpecifierView> specifiers) {
        static CommitView of(ThresholdCommit commit) {
            return new CommitView(
                    commit.product(),
                    commit.name(),
                    commit.description(),
                    commit.priority(),
                    commit.appliesTo().products(),
                    commit.appliesTo().tags(),
                    views(commit.appliesTo().specifiers()));
        }

        private static @Nullable List<SpecifierView> views(@Nullable List<Specifier> specifiers) {
            return specifiers == null
                    ? null
                    : specifiers.stream().map(SpecifierView::of).toList();
        }
    }

    /** As requests have it, so that it can be read again. */
    private record SpecifierView(
            @Nullable ProductId productId,
            @Nullable List<String> productTags,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues) {
        static SpecifierView of(Specifier specifier) {
            return new SpecifierView(
                    specifier.product(),
                    specifier.tags().isEmpty()
                            ? null
                            : specifier.tags().stream().sorted().toList(),
                    specifier.pricingGroupValues().isEmpty() ? null : specifier.pricingGroupValues(),
                    specifier.presentationGroupValues().isEmpty() ? null : specifier.presentationGroupValues());
        }
    }

    private record StripeView(
            PaymentGate.StripePayment.PaymentType paymentType,
            @Nullable Map<String, String> invoiceMetadata,
            @Nullable Boolean onSessionPayment) {}

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
                    stripe == null ? null : new StripeView(stripe.type(), stripe.metadata(), stripe.onSession()),
                    tax == null ? null : new TaxView(tax.amount(), tax.name()));
        }
    }

    private record CapView(BigDecimal amount, String spendTrackerAlias) {}

    private record DiscountView(
            BigDecimal paymentFraction, @Nullable CapView cap) {
        static @Nullable DiscountView of(@Nullable ThresholdDiscount discount) {
            if (discount == null) {
                return null;
            }
            ThresholdDiscount.Cap cap = discount.cap();
            return new DiscountView(
                    discount.fraction().value(), cap == null ? null : new CapView(cap.amount(), cap.tracker()));
        }
    }

    private record ThresholdView(
            @JsonProperty("is_enabled") boolean enabled,
            BigDecimal thresholdAmount,
            @Nullable BigDecimal rechargeToAmount,
            CommitView commit,
            GateView paymentGateConfig,
            @Nullable DiscountView discountConfiguration,
            @Nullable UUID customCreditTypeId,
            @Nullable List<CountedBalance.Excluding> thresholdBalanceSpecifiers) {}

    private ThresholdJson() {}

    static ObjectNode of(Threshold threshold) {
        CountedBalance counted =
                threshold instanceof PrepaidBalanceThreshold prepaid ? prepaid.counted() : CountedBalance.EVERYTHING;
        return Json.MAPPER.valueToTree(new ThresholdView(
                threshold.isEnabled(),
                threshold.thresholdAmount(),
                threshold instanceof PrepaidBalanceThreshold prepaid
                        ? prepaid.recharge().rechargeToAmount()
                        : null,
                CommitView.of(threshold.commit()),
                GateView.of(threshold.gate()),
                DiscountView.of(threshold.discount()),
                counted.unit() == null ? null : counted.unit().id(),
                counted.specifiers().isEmpty() ? null : counted.specifiers()));
    }
}

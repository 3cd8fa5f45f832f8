package io.downbeat.contracts.overrides;

import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.contracts.overrides.RateOverride.Specifier;
import io.downbeat.contracts.overrides.RateOverride.Target;
import io.downbeat.core.Frequency;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateForm;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.RateModifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads from requests whose rates an override changes. */
final class OverrideTargets {
    private static final String PRODUCT = "product_id";
    private static final String TAGS = "applicable_product_tags";
    private static final String FREQUENCY = "billing_frequency";
    private static final String SPECIFIERS = "override_specifiers";
    private static final String PRICING_VALUES = "pricing_group_values";
    private static final String PRESENTATION_VALUES = "presentation_group_values";

    private static final Set<String> SPECIFIER_FIELDS = Set.of(
            "any_commit_or_credit_ids",
            FREQUENCY,
            "commit_ids",
            PRESENTATION_VALUES,
            PRICING_VALUES,
            PRODUCT,
            "product_tags",
            "recurring_commit_ids");

    private final Pricing pricing;
    private final NamedBalances balances;

    OverrideTargets(Pricing pricing, NamedBalances balances) {
        this.pricing = pricing;
        this.balances = balances;
    }

    Reading reading(CustomerId customer, TemporaryIds temporaryIds) {
        return new Reading(new OverridePayers(balances, customer, temporaryIds));
    }

    /** All targets of one request: a product that several of them name is read once. */
    final class Reading {
        private final OverridePayers payers;
        private final Map<ProductId, Optional<Product>> products = new HashMap<>();

        private Reading(OverridePayers payers) {
            this.payers = payers;
        }

        Target target(Body body, @Nullable RateModifier modifier, boolean isCommitSpecific) {
            boolean overwrites = modifier instanceof RateModifier.Overwrite;
            List<Body> specifiers = body.optionalObjects(SPECIFIERS);
            List<String> tags = body.optionalTexts(TAGS).orElse(List.of());
            refuseOtherThanOne(body, tags, specifiers);
            if (body.has(PRODUCT)) {
                return ofProduct(body, modifier);
            }
            if (!tags.isEmpty()) {
                if (overwrites) {
                    throw body.invalid(TAGS, "an OVERWRITE is of one product; name it by product_id");
                }
                return new Target.Tagged(tags.stream().distinct().toList());
            }
            List<Specifier> read = new ArrayList<>();
            for (Body specifier : specifiers) {
                read.add(specifier(specifier, modifier, isCommitSpecific)
                        .orElseThrow(() -> body.invalid(SPECIFIERS + "[" + read.size() + "]", "must name something")));
            }
            return new Target.Specified(read);
        }

        private Target ofProduct(Body body, @Nullable RateModifier modifier) {
            Product product = product(body);
            if (modifier instanceof RateModifier.Overwrite overwrite) {
                requireFit(body, overwrite, product);
            }
            if (modifier instanceof RateModifier.Overwrite
                    && !product.pricingGroupKey().isEmpty()) {
                throw body.invalid(
                        PRODUCT,
                        "an OVERWRITE of this product needs override_specifiers with a value for each of its"
                                + " pricing_group_key " + new TreeSet<>(product.pricingGroupKey()));
            }
            return new Target.OfProduct(product.id());
        }

        private static void refuseOtherThanOne(Body body, List<String> tags, List<Body> specifiers) {
            List<String> given = new ArrayList<>();
            if (body.has(PRODUCT)) {
                given.add(PRODUCT);
            }
            if (!tags.isEmpty()) {
                given.add(TAGS);
            }
            if (!specifiers.isEmpty()) {
                given.add(SPECIFIERS);
            }
            if (given.isEmpty()) {
                throw body.invalid(PRODUCT, "give a product_id, applicable_product_tags or override_specifiers");
            }
            if (given.size() > 1) {
                throw body.invalid(given.getLast(), "cannot be combined with " + given.getFirst());
            }
        }

        /** @return nothing if it names nothing */
        private Optional<Specifier> specifier(Body body, @Nullable RateModifier modifier, boolean isCommitSpecific) {
            body.knowsOnly(SPECIFIER_FIELDS);
            @Nullable Product product = body.has(PRODUCT) ? product(body) : null;
            List<String> tags = body.optionalTexts("product_tags").orElse(List.of());
            Map<String, String> pricingValues = body.textMap(PRICING_VALUES);
            Map<String, String> presentationValues = body.textMap(PRESENTATION_VALUES);
            PaidBy paidBy = payers.read(body, isCommitSpecific);
            @Nullable Frequency frequency = frequency(body, product, tags, modifier, isCommitSpecific);
            if (product == null
                    && tags.isEmpty()
                    && pricingValues.isEmpty()
                    && presentationValues.isEmpty()
                    && paidBy.isAny()) {
                return Optional.empty();
            }
            if (modifier instanceof RateModifier.Overwrite overwrite) {
                refuseUnfitForOverwrite(body, product, tags, pricingValues);
                requireFit(body, overwrite, Objects.requireNonNull(product, "an OVERWRITE names its product"));
            }
            if (!presentationValues.isEmpty() && (modifier == null || modifier instanceof RateModifier.Overwrite)) {
                throw body.invalid(PRESENTATION_VALUES, "only a multiplier can be for some of a product's groups");
            }
            return Optional.of(new Specifier(
                    product == null ? null : product.id(), frequency, tags, pricingValues, presentationValues, paidBy));
        }

        /** Which rates of subscriptions it is for; nothing for those of usage. */
        private static @Nullable Frequency frequency(
                Body body,
                @Nullable Product product,
                List<String> tags,
                @Nullable RateModifier modifier,
                boolean isCommitSpecific) {
            Frequency frequency = RateForm.frequency(body, FREQUENCY).orElse(null);
            boolean isSubscription = product != null && product.type() == ProductType.SUBSCRIPTION;
            if (frequency == null) {
                return null;
            }
            if (product == null ? tags.isEmpty() : !isSubscription) {
                throw body.invalid(FREQUENCY, "needs the product_id of a SUBSCRIPTION product, or product_tags");
            }
            if (isCommitSpecific) {
                throw body.invalid(FREQUENCY, "does not go with is_commit_specific");
            }
            if (modifier instanceof RateModifier.TieredMultiplier) {
                throw body.invalid(FREQUENCY, "the price of a subscription has no tiers; use a multiplier");
            }
            return frequency;
        }

        /** A share of what is spent takes the place of one, and a price that of a price. */
        private static void requireFit(Body body, RateModifier.Overwrite overwrite, Product product) {
            if (product.type() == ProductType.SUBSCRIPTION) {
                requireFitForSubscription(body, overwrite);
            }
            boolean isComposite = product.type() == ProductType.COMPOSITE;
            if (overwrite.rate() instanceof PercentageRate != isComposite) {
                throw body.invalid(
                        PRODUCT,
                        "the overwrite_rate of a " + product.type() + " product is "
                                + (isComposite ? "PERCENTAGE or TIERED_PERCENTAGE" : "FLAT or TIERED"));
            }
            if (isComposite && overwrite.unit() != null && !overwrite.unit().isCurrency()) {
                throw body.invalid(PRODUCT, "a COMPOSITE product is a share of money, in the rate card's currency");
            }
        }

        private static void requireFitForSubscription(Body body, RateModifier.Overwrite overwrite) {
            if (!(overwrite.rate() instanceof FlatRate)) {
                throw body.invalid(PRODUCT, "the overwrite_rate of a SUBSCRIPTION product is FLAT");
            }
            if (overwrite.unit() != null && !overwrite.unit().isCurrency()) {
                throw body.invalid(PRODUCT, "a SUBSCRIPTION product is priced in the rate card's currency");
            }
        }

        private static void refuseUnfitForOverwrite(
                Body body, @Nullable Product product, List<String> tags, Map<String, String> pricingValues) {
            if (!tags.isEmpty()) {
                throw body.invalid("product_tags", "an OVERWRITE is of one product; name it by product_id");
            }
            if (product == null) {
                throw body.invalid(PRODUCT, "is required of an OVERWRITE");
            }
            Set<String> key = new TreeSet<>(product.pricingGroupKey());
            if (!pricingValues.keySet().equals(key)) {
                throw body.invalid(
                        PRICING_VALUES,
                        key.isEmpty()
                                ? "the product has no pricing_group_key, so its rates have no group values"
                                : "an OVERWRITE must give one value for each of the product's pricing_group_key "
                                        + key);
            }
        }

        private Product product(Body body) {
            return products.computeIfAbsent(new ProductId(body.uuid(PRODUCT)), pricing::product)
                    .orElseThrow(() -> body.invalid(PRODUCT, "no product has this id"));
        }
    }
}

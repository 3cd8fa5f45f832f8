package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a unit costs from a request, wherever one says it: on a rate card, or in a contract that overrides it. */
public final class RateForm {
    private static final String MINIMUM = "minimum_config";

    private RateForm() {}

    /**
     * {@code rate_type} with its {@code price} or {@code tiers}.
     *
     * @throws io.downbeat.platform.http.Refused naming the member that is missing, wrong or of another type of rate
     */
    public static Rate read(Body body) {
        String type = body.text("rate_type").toUpperCase(Locale.ROOT);
        return switch (type) {
            case "FLAT" -> {
                refuseBeside(body, "tiers", type);
                refuseBeside(body, MINIMUM, type);
                yield new FlatRate(price(body));
            }
            case "TIERED" -> {
                refuseBeside(body, "price", type);
                refuseBeside(body, MINIMUM, type);
                yield new TieredRate(tiers(body));
            }
            case "PERCENTAGE" -> {
                refuseBeside(body, "tiers", type);
                yield new PercentageRate(new FlatRate(price(body)), minimum(body));
            }
            case "TIERED_PERCENTAGE" -> {
                refuseBeside(body, "price", type);
                yield new PercentageRate(new TieredRate(tiers(body)), minimum(body));
            }
            case "SUBSCRIPTION" ->
                throw body.invalid("rate_type", "use FLAT with billing_frequency for a subscription product");
            case "CUSTOM" -> throw body.invalid("rate_type", type + " is not supported; use FLAT or TIERED");
            default -> throw body.invalid("rate_type", "must be FLAT or TIERED");
        };
    }

    /**
     * Refuses the members of rate types that there are none of here.
     *
     * @throws io.downbeat.platform.http.Refused naming the member, and what says the same
     */
    public static void refuseOtherRateTypes(Body body) {
        body.refuse("custom_rate", "is for rate_type CUSTOM, which is not supported; use FLAT or TIERED");
        for (String field : List.of("is_prorated", "quantity")) {
            body.refuse(
                    field,
                    "is for rate_type SUBSCRIPTION; a subscription of a contract has its own proration and quantity");
        }
    }

    /**
     * {@code credit_type_id}, what a rate of the card is in; empty if left out.
     *
     * @throws io.downbeat.platform.http.Refused if it is neither the card's currency nor a unit that the card converts
     */
    public static Optional<CreditType> unit(Body body, RateCard card) {
        return body.optionalUuid("credit_type_id")
                .map(id -> Stream.concat(
                                Stream.of(card.currency()),
                                card.conversions().stream().map(RateCard.Conversion::unit))
                        .filter(unit -> unit.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> body.invalid(
                                "credit_type_id",
                                "is neither the rate card's currency, "
                                        + card.currency().id() + " ("
                                        + card.currency().name()
                                        + "), nor a custom unit that it converts; a conversion is added"
                                        + " by add_credit_type_conversions of rate-cards/update")));
    }

    /** How long the period is that a subscription's price is for; a guide calls a year {@code YEARLY}. */
    public static Optional<Frequency> frequency(Body body, String field) {
        return body.optionalText(field).filter("YEARLY"::equalsIgnoreCase).isPresent()
                ? Optional.of(Frequency.ANNUAL)
                : body.optionalOneOf(field, Frequency.class);
    }

    /**
     * A COMPOSITE product has a percentage, a SUBSCRIPTION one price and every other one a price or tiers.
     *
     * @throws io.downbeat.platform.http.Refused if the rate is not of its product's kind
     */
    public static void requireFit(Body body, Rate rate, ProductType product) {
        boolean isPercentage = rate instanceof PercentageRate;
        if (product == ProductType.SUBSCRIPTION && !(rate instanceof FlatRate)) {
            throw body.invalid("rate_type", "a SUBSCRIPTION product has a FLAT rate with a billing_frequency");
        }
        if (isPercentage != (product == ProductType.COMPOSITE)) {
            String type = body.text("rate_type").toUpperCase(Locale.ROOT);
            throw body.invalid(
                    "rate_type",
                    isPercentage
                            ? type + " is for COMPOSITE products; use FLAT or TIERED"
                            : type + " is for USAGE products; a COMPOSITE product has PERCENTAGE or TIERED_PERCENTAGE");
        }
    }

    private static @Nullable BigDecimal minimum(Body body) {
        return body.optionalObject(MINIMUM)
                .map(given -> {
                    given.knowsOnly(Set.of("minimum"));
                    BigDecimal minimum = given.decimal("minimum");
                    if (minimum.signum() < 0) {
                        throw given.invalid("minimum", "must not be negative");
                    }
                    return minimum;
                })
                .orElse(null);
    }

    private static void refuseBeside(Body body, String field, String type) {
        if (body.has(field)) {
            throw body.invalid(field, "does not go with rate_type " + type);
        }
    }

    private static BigDecimal price(Body body) {
        BigDecimal price = body.decimal("price");
        if (price.signum() < 0) {
            throw body.invalid("price", "must not be negative");
        }
        return price;
    }

    private static List<Tier> tiers(Body body) {
        List<Body> given = body.objects("tiers");
        if (given.isEmpty()) {
            throw body.invalid("tiers", "must have at least one tier");
        }
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            tiers.add(tier(given.get(i), i == given.size() - 1));
        }
        return tiers;
    }

    private static Tier tier(Body body, boolean last) {
        body.knowsOnly(Set.of("size", "price"));
        @Nullable BigDecimal size = body.optionalDecimal("size").orElse(null);
        if (last && size != null) {
            throw body.invalid("size", "the last tier prices all that is left, so it has no size");
        }
        if (!last && size == null) {
            throw body.invalid("size", "is required on every tier but the last");
        }
        if (size != null && size.signum() <= 0) {
            throw body.invalid("size", "must be greater than 0");
        }
        return new Tier(size, price(body));
    }
}

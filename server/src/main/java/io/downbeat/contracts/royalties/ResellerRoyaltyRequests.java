package io.downbeat.contracts.royalties;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads royalties from requests. */
final class ResellerRoyaltyRequests {
    private static final Set<String> FIELDS = Set.of(
            "applicable_product_ids",
            "applicable_product_tags",
            "aws_options",
            "ending_before",
            "fraction",
            "gcp_options",
            "netsuite_reseller_id",
            "reseller_contract_value",
            "reseller_type",
            "starting_at");

    private final Pricing pricing;
    private final Ids ids;

    ResellerRoyaltyRequests(Pricing pricing, Ids ids) {
        this.pricing = pricing;
        this.ids = ids;
    }

    /** The royalties before with those of the list behind them. */
    List<ResellerRoyalty> read(Body request, String list, List<ResellerRoyalty> before) {
        List<ResellerRoyalty> royalties = new ArrayList<>(before);
        for (Body body : request.optionalObjects(list)) {
            body.knowsOnly(FIELDS);
            ResellerType type = body.oneOf("reseller_type", ResellerType.class);
            ResellerRoyalty last = royalties.reversed().stream()
                    .filter(royalty -> royalty.type() == type)
                    .findFirst()
                    .orElse(null);
            royalties.add(read(body, type, last));
        }
        return List.copyOf(royalties);
    }

    /** @param last what stands for members that are left out; {@code null}: they are required */
    private ResellerRoyalty read(Body body, ResellerType type, @Nullable ResellerRoyalty last) {
        Instant startingAt = orAsBefore(
                HourBoundary.optional(body, "starting_at"), last, ResellerRoyalty::startingAt, body, "starting_at");
        Instant endingBefore =
                HourBoundary.end(body, "ending_before", startingAt).orElse(null);
        if (!body.mentions("ending_before") && last != null) {
            endingBefore = last.endingBefore();
            if (endingBefore != null && !startingAt.isBefore(endingBefore)) {
                throw body.invalid("ending_before", "is required, because the royalty before ends by starting_at");
            }
        }
        return new ResellerRoyalty(
                ids.next(),
                type,
                orAsBefore(fraction(body), last, ResellerRoyalty::fraction, body, "fraction"),
                orAsBefore(
                        body.optionalText("netsuite_reseller_id"),
                        last,
                        ResellerRoyalty::netsuiteResellerId,
                        body,
                        "netsuite_reseller_id"),
                startingAt,
                endingBefore,
                products(body, last),
                contractValue(body, last),
                offer(body, type, last));
    }

    private static <T> T orAsBefore(
            Optional<T> given,
            @Nullable ResellerRoyalty last,
            Function<ResellerRoyalty, T> before,
            Body body,
            String field) {
        if (given.isEmpty() && last == null) {
            throw body.invalid(field, "is required");
        }
        return last == null ? given.orElseThrow() : given.orElseGet(() -> before.apply(last));
    }

    private static Optional<BigDecimal> fraction(Body body) {
        Optional<BigDecimal> fraction = body.optionalDecimal("fraction");
        if (fraction.filter(value -> value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0)
                .isPresent()) {
            throw body.invalid("fraction", "must be between 0 and 1");
        }
        return fraction;
    }

    private ResellerRoyalty.Products products(Body body, @Nullable ResellerRoyalty last) {
        if (last != null && !body.has("applicable_product_ids") && !body.has("applicable_product_tags")) {
            return last.appliesTo();
        }
        List<ProductId> named = body.optionalUuids("applicable_product_ids").orElse(List.of()).stream()
                .map(ProductId::new)
                .distinct()
                .toList();
        Set<ProductId> known =
                named.isEmpty() ? Set.of() : pricing.products(Set.copyOf(named)).keySet();
        for (int i = 0; i < named.size(); i++) {
            if (!known.contains(named.get(i))) {
                throw body.invalid("applicable_product_ids", "no product has the id " + named.get(i));
            }
        }
        return new ResellerRoyalty.Products(
                named, body.optionalTexts("applicable_product_tags").orElse(List.of()));
    }

    private static @Nullable BigDecimal contractValue(Body body, @Nullable ResellerRoyalty last) {
        return body.optionalDecimal("reseller_contract_value").orElse(last == null ? null : last.contractValue());
    }

    private static ResellerRoyalty.Offer offer(Body body, ResellerType type, @Nullable ResellerRoyalty last) {
        String foreign = type.isAws() ? "gcp_options" : "aws_options";
        if (body.has(foreign)) {
            throw body.invalid(foreign, "does not go with reseller_type " + type);
        }
        ResellerRoyalty.Offer before = last == null ? ResellerRoyalty.Offer.NONE : last.offer();
        return type.isAws()
                ? body.optionalObject("aws_options")
                        .map(ResellerRoyaltyRequests::ofAws)
                        .orElse(before)
                : body.optionalObject("gcp_options")
                        .map(ResellerRoyaltyRequests::ofGcp)
                        .orElse(before);
    }

    private static ResellerRoyalty.Offer ofAws(Body options) {
        options.knowsOnly(Set.of("aws_account_number", "aws_offer_id", "aws_payer_reference_id"));
        return new ResellerRoyalty.Offer(
                options.optionalText("aws_account_number").orElse(null),
                options.optionalText("aws_offer_id").orElse(null),
                options.optionalText("aws_payer_reference_id").orElse(null),
                null,
                null);
    }

    private static ResellerRoyalty.Offer ofGcp(Body options) {
        options.knowsOnly(Set.of("gcp_account_id", "gcp_offer_id"));
        return new ResellerRoyalty.Offer(
                null,
                null,
                null,
                options.optionalText("gcp_account_id").orElse(null),
                options.optionalText("gcp_offer_id").orElse(null));
    }
}

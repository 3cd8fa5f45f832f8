package io.downbeat.pricing;

import io.downbeat.core.Frequency;
import io.downbeat.platform.http.Body;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which rates a caller wants to see: those that fit one of the selectors, in every field it has. None means all. */
record RateSelectors(List<Selector> any) {
    private record Selector(
            Optional<UUID> product,
            Optional<Map<String, String>> groupValues,
            Map<String, String> someGroupValues,
            Optional<List<String>> tags,
            Optional<Frequency> frequency) {}

    static RateSelectors read(Body body) {
        return new RateSelectors(body.optionalObjects("selectors").stream()
                .map(RateSelectors::selector)
                .toList());
    }

    private static Selector selector(Body body) {
        body.knowsOnly(Set.of(
                "billing_frequency",
                "partial_pricing_group_values",
                "pricing_group_values",
                "product_id",
                "product_tags"));
        return new Selector(
                body.optionalUuid("product_id"),
                body.has("pricing_group_values") ? Optional.of(body.textMap("pricing_group_values")) : Optional.empty(),
                body.textMap("partial_pricing_group_values"),
                body.optionalTexts("product_tags"),
                RateForm.frequency(body, "billing_frequency"));
    }

    boolean match(ListedRate rate) {
        return any.isEmpty() || any.stream().anyMatch(selector -> matches(selector, rate));
    }

    private static boolean matches(Selector selector, ListedRate rate) {
        return selector.frequency
                        .map(wanted -> wanted == rate.billingFrequency())
                        .orElse(true)
                && selector.product.map(rate.product().id().value()::equals).orElse(true)
                && selector.groupValues.map(rate.pricingGroupValues()::equals).orElse(true)
                && rate.pricingGroupValues().entrySet().containsAll(selector.someGroupValues.entrySet())
                && selector.tags
                        .map(tags -> rate.product().tags().stream().anyMatch(tags::contains))
                        .orElse(true);
    }
}

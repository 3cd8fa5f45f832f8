package io.downbeat.pricing.products;

import io.downbeat.core.Timeline;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A product over time: its terms from each instant on at which an update of it takes effect.
 *
 * @param states from before any instant that a request can name
 */
public record ProductTimeline(ProductId id, Timeline<Product> states) {
    public ProductTimeline {
        if (states.at(Instant.MIN).isEmpty()) {
            throw new IllegalArgumentException("a product has terms at every instant: " + id);
        }
    }

    public Product at(Instant moment) {
        return states.at(moment).orElseThrow().value();
    }

    /** Never changes. */
    public ProductType type() {
        return at(Instant.MIN).type();
    }

    /** From when on no new rate may use it, {@code null} if it is in use. */
    public @Nullable Instant archivedAt() {
        return at(Instant.MIN).archivedAt();
    }

    /** Every pricing group key in force at some moment of {@code [from, until)}; {@code null} for no end. */
    public Set<Set<String>> pricingGroupKeys(Instant from, @Nullable Instant until) {
        Set<Set<String>> keys = new LinkedHashSet<>();
        for (Timeline.Segment<Product> segment : states.segments()) {
            boolean startsBefore = until == null || segment.from().isBefore(until);
            boolean endsAfter = segment.until() == null || segment.until().isAfter(from);
            if (startsBefore && endsAfter) {
                keys.add(new HashSet<>(segment.value().pricingGroupKey()));
            }
        }
        return keys;
    }
}

package io.downbeat.pricing.products;

import io.downbeat.platform.http.Json;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one creation or update of a product said, or several folded into one.
 *
 * @param startingAt from when it holds; {@code null} for the creation, which holds always
 * @param terms the fields it mentions; one that is {@code null} was taken away
 */
record ProductState(Instant createdAt, @Nullable Instant startingAt, ObjectNode terms) {
    /** Who made a change, as the API shows it here: a holder of an API token. Which one is in the audit log. */
    static final String CREATED_BY = "api";

    boolean inForceAt(Instant moment) {
        return startingAt == null || !startingAt.isAfter(moment);
    }

    /** This state where it says something, the earlier one where it does not. */
    ProductState over(ProductState earlier) {
        ObjectNode folded = earlier.terms.deepCopy();
        folded.setAll(terms);
        return new ProductState(createdAt, startingAt, folded);
    }

    ProductTerms read() {
        return Json.MAPPER.treeToValue(terms, ProductTerms.class);
    }

    @Nullable
    BillableMetricId billableMetricId() {
        return read().metric();
    }

    /** The state as the API shows it. */
    ObjectNode wire() {
        ObjectNode wire = Json.MAPPER.createObjectNode();
        wire.put("created_at", Json.instant(createdAt));
        wire.put("created_by", CREATED_BY);
        if (startingAt != null) {
            wire.put("starting_at", Json.instant(startingAt));
        }
        return wire.setAll(terms);
    }
}

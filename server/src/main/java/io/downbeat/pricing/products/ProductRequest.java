package io.downbeat.pricing.products;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a request says of a product's terms; what it leaves out is not in them. */
final class ProductRequest {
    static final int LONGEST_NAME = 1_000;

    /** The most decimals a quantity can be rounded to: more than any quantity that can be sent has. */
    private static final int MOST_DECIMALS = 34;

    private static final Set<String> TERMS = Set.of(
            "name",
            "billable_metric_id",
            "composite_product_ids",
            "composite_tags",
            "exclude_free_usage",
            "include_composite_spend",
            "is_refundable",
            "netsuite_internal_item_id",
            "netsuite_overage_item_id",
            "presentation_group_key",
            "pricing_group_key",
            "quantity_conversion",
            "quantity_rounding",
            "sql_breakdown_granularity",
            "tags");
    private static final List<String> USAGE_ONLY = List.of(
            "billable_metric_id",
            "presentation_group_key",
            "pricing_group_key",
            "quantity_conversion",
            "quantity_rounding");

    private static final String ONLY_COMPOSITE = "is for COMPOSITE products only";

    private ProductRequest() {}

    static void knowsOnly(Body body, String... more) {
        Set<String> known = new HashSet<>(TERMS);
        known.addAll(List.of(more));
        body.knowsOnly(known);
    }

    static ProductType type(Body body) {
        String type = body.text("type").toUpperCase(Locale.ROOT);
        return switch (type) {
            case "USAGE" -> ProductType.USAGE;
            case "COMPOSITE" -> ProductType.COMPOSITE;
            case "FIXED" -> ProductType.FIXED;
            case "PROFESSIONAL_SERVICE", "PRO_SERVICE" -> ProductType.PRO_SERVICE;
            case "SUBSCRIPTION" -> ProductType.SUBSCRIPTION;
            default -> throw body.invalid("type", "must be USAGE, COMPOSITE, FIXED, SUBSCRIPTION or PRO_SERVICE");
        };
    }

    static ObjectNode terms(Body body, ProductType type) {
        body.refuse(
                "netsuite_overage_item_id",
                "every line is booked on netsuite_internal_item_id; what is used beyond a commit has no item of its"
                        + " own");
        body.refuse("sql_breakdown_granularity", "is for products of SQL metrics, and there are none here");
        if (type != ProductType.COMPOSITE) {
            refuseCompositeTerms(body);
        }
        if (type != ProductType.USAGE) {
            refuseUsageTerms(body);
        }
        ProductTerms terms = new ProductTerms(
                body.optionalText("name", 1, LONGEST_NAME).orElse(null),
                body.optionalUuid("billable_metric_id").orElse(null),
                body.optionalUuids("composite_product_ids").orElse(null),
                body.optionalTexts("composite_tags").orElse(null),
                type == ProductType.COMPOSITE
                        ? body.optionalFlag("exclude_free_usage").orElse(null)
                        : null,
                type == ProductType.COMPOSITE
                        ? body.optionalFlag("include_composite_spend").orElse(null)
                        : null,
                body.optionalFlag("is_refundable").orElse(null),
                body.optionalText("netsuite_internal_item_id").orElse(null),
                groupKey(body, "presentation_group_key"),
                groupKey(body, "pricing_group_key"),
                body.optionalObject("quantity_conversion")
                        .map(ProductRequest::conversion)
                        .orElse(null),
                body.optionalObject("quantity_rounding")
                        .map(ProductRequest::rounding)
                        .orElse(null),
                body.optionalTexts("tags").orElse(null));
        ObjectNode said = Json.MAPPER.valueToTree(terms);
        // Null is how an update takes these two away again.
        for (String field : List.of("quantity_conversion", "quantity_rounding")) {
            if (body.mentions(field) && !body.has(field)) {
                said.putNull(field);
            }
        }
        return said;
    }

    private static void refuseCompositeTerms(Body body) {
        for (String field : List.of("composite_product_ids", "composite_tags")) {
            if (body.has(field)) {
                throw body.invalid(field, ONLY_COMPOSITE);
            }
        }
        for (String field : List.of("exclude_free_usage", "include_composite_spend")) {
            // False asks for nothing, and clients send it.
            if (body.flag(field, false)) {
                throw body.invalid(field, ONLY_COMPOSITE);
            }
        }
    }

    private static void refuseUsageTerms(Body body) {
        for (String field : USAGE_ONLY) {
            if (body.has(field)) {
                throw body.invalid(field, "is for USAGE products only");
            }
        }
    }

    private static @Nullable List<String> groupKey(Body body, String field) {
        Optional<List<String>> key = body.optionalTexts(field);
        key.ifPresent(names -> {
            if (names.contains("") || new HashSet<>(names).size() < names.size()) {
                throw body.invalid(field, "must name each property once");
            }
        });
        return key.orElse(null);
    }

    private static QuantityConversion conversion(Body body) {
        body.knowsOnly(Set.of("conversion_factor", "operation", "name"));
        BigDecimal factor = body.decimal("conversion_factor");
        if (factor.signum() <= 0) {
            throw body.invalid("conversion_factor", "must be greater than 0");
        }
        return new QuantityConversion(
                factor,
                body.oneOf("operation", QuantityConversion.Operation.class),
                body.optionalText("name").orElse(null));
    }

    private static QuantityRounding rounding(Body body) {
        body.knowsOnly(Set.of("decimal_places", "rounding_method"));
        return new QuantityRounding(
                body.oneOf("rounding_method", QuantityRounding.Method.class),
                body.integer("decimal_places", 0, MOST_DECIMALS));
    }
}

package io.downbeat.contracts;

import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads threshold configurations, and changes of them, from requests. Kept in the API's own form once checked. */
final class ThresholdTerms {
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

    private enum Gate {
        NONE,
        STRIPE,
        EXTERNAL
    }

    private enum Tax {
        NONE,
        STRIPE,
        ANROK,
        PRECALCULATED
    }

    private enum Payment {
        INVOICE,
        PAYMENT_INTENT
    }

    private final FixedProducts products;

    ThresholdTerms(FixedProducts products) {
        this.products = products;
    }

    ThresholdConfiguration spend(JsonNode configuration, String path) {
        ObjectNode terms = withoutNulls(configuration, path);
        Body body = Body.of(terms, path);
        body.knowsOnly(
                Set.of("commit", "is_enabled", "payment_gate_config", "threshold_amount", "discount_configuration"));
        checkCommon(body, COMMIT);
        if (body.decimal("threshold_amount").signum() <= 0) {
            throw body.invalid("threshold_amount", "must be positive");
        }
        return new ThresholdConfiguration(inUpperCase(terms));
    }

    /**
     * @param dollar what the published minimums count by, in the contract's currency unit: 100 for cents
     */
    ThresholdConfiguration prepaidBalance(JsonNode configuration, String path, BigDecimal dollar) {
        ObjectNode terms = withoutNulls(configuration, path);
        Body body = Body.of(terms, path);
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
        checkCommon(body, PREPAID_COMMIT);
        BigDecimal threshold = body.decimal("threshold_amount");
        if (threshold.compareTo(MIN_THRESHOLD_DOLLARS.multiply(dollar)) < 0) {
            throw body.invalid("threshold_amount", "must be at least " + MIN_THRESHOLD_DOLLARS.multiply(dollar));
        }
        if (body.decimal("recharge_to_amount").subtract(threshold).compareTo(MIN_RECHARGE_DOLLARS.multiply(dollar))
                < 0) {
            throw body.invalid(
                    "recharge_to_amount",
                    "must be at least " + MIN_RECHARGE_DOLLARS.multiply(dollar) + " above threshold_amount");
        }
        return new ThresholdConfiguration(inUpperCase(terms));
    }

    /** The terms with an update laid over them; {@code null} takes a term away. Not yet checked. */
    static JsonNode merged(ThresholdConfiguration old, JsonNode changes) {
        ObjectNode terms = old.terms().deepCopy();
        changes.properties().forEach(entry -> {
            if (entry.getKey().equals("commit") && entry.getValue().isObject()) {
                terms.withObject("commit").setAll((ObjectNode) entry.getValue());
            } else {
                terms.set(entry.getKey(), entry.getValue());
            }
        });
        return terms;
    }

    private void checkCommon(Body body, Set<String> commitTerms) {
        body.flag("is_enabled");
        Body commit = body.object("commit");
        commit.knowsOnly(commitTerms);
        products.read(commit);
        commit.optionalText("name");
        commit.optionalText("description");
        commit.optionalDecimal("priority");
        commit.refuseUnbuilt("specifiers");
        commit.optionalUuids("applicable_product_ids");
        commit.optionalTexts("applicable_product_tags");
        checkGate(body.object("payment_gate_config"));
        body.optionalObject("discount_configuration").ifPresent(ThresholdTerms::checkDiscount);
    }

    private static void checkGate(Body gate) {
        gate.knowsOnly(Set.of("payment_gate_type", "precalculated_tax_config", "stripe_config", "tax_type"));
        gate.oneOf("payment_gate_type", Gate.class);
        gate.optionalOneOf("tax_type", Tax.class);
        gate.optionalObject("stripe_config").ifPresent(stripe -> {
            stripe.knowsOnly(Set.of("payment_type", "invoice_metadata"));
            stripe.oneOf("payment_type", Payment.class);
            stripe.textMap("invoice_metadata");
        });
        gate.optionalObject("precalculated_tax_config").ifPresent(tax -> {
            tax.knowsOnly(Set.of("tax_amount", "tax_name"));
            tax.decimal("tax_amount");
            tax.optionalText("tax_name");
        });
    }

    private static void checkDiscount(Body discount) {
        discount.knowsOnly(Set.of("payment_fraction", "cap"));
        discount.refuseUnbuilt("cap");
        BigDecimal fraction = discount.decimal("payment_fraction");
        if (fraction.signum() <= 0 || fraction.compareTo(BigDecimal.ONE) > 0) {
            throw discount.invalid("payment_fraction", "must be above 0 and at most 1");
        }
    }

    private static ObjectNode inUpperCase(ObjectNode terms) {
        ObjectNode gate = terms.withObject("payment_gate_config");
        upper(gate, "payment_gate_type");
        upper(gate, "tax_type");
        if (gate.has("stripe_config")) {
            upper(gate.withObject("stripe_config"), "payment_type");
        }
        return terms;
    }

    private static void upper(ObjectNode node, String field) {
        if (node.has(field)) {
            node.put(field, node.get(field).stringValue().toUpperCase(Locale.ROOT));
        }
    }

    static ObjectNode withoutNulls(JsonNode configuration, String path) {
        if (!(configuration instanceof ObjectNode object)) {
            throw Refused.invalid(path, "must be an object");
        }
        ObjectNode copy = object.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(ThresholdTerms::strip);
    }
}

package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.node.ObjectNode;

/** One threshold configuration in the API's own form, checked when it came in. */
record ThresholdConfiguration(@JsonValue ObjectNode terms) {

    boolean isEnabled() {
        return terms.path("is_enabled").booleanValue(false);
    }

    boolean isPaidThroughStripe() {
        return terms.path("payment_gate_config")
                .path("payment_gate_type")
                .asString("")
                .equals("STRIPE");
    }

    ThresholdConfiguration disabled() {
        ObjectNode changed = terms.deepCopy();
        changed.put("is_enabled", false);
        return new ThresholdConfiguration(changed);
    }
}

package io.downbeat.customeralerts.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a customer stands towards an alert; a later one is worse. */
public enum AlertStatus {
    OK,
    /** Nothing was computed yet, or not since it was asked for anew. */
    EVALUATING,
    IN_ALARM;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

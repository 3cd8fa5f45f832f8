package io.downbeat.providers;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a bill travels to its provider ({@code BillingProviderDeliveryMethodType} of the API). */
public enum DeliveryMethodType {
    DIRECT_TO_BILLING_PROVIDER,
    AWS_SQS,
    TACKLE,
    AWS_SNS;

    /** The word of the API, in lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the API has no such word */
    public static DeliveryMethodType fromWire(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

package io.downbeat.invoicing;

import java.time.Duration;

/**
 * @param grace how long after its period's end a usage invoice stays a draft, for late events; zero is allowed
 */
public record InvoicingSettings(Duration grace) {
    public InvoicingSettings {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace cannot be negative: " + grace);
        }
    }
}

package io.downbeat.invoicing.routes;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an invoice goes elsewhere than its contract's schedule says: the record that a route by hand cannot be without.
 *
 * @param scheduled the configuration that the schedule named at that moment; {@code null} for none
 * @param carriedFrom the voided invoice whose route by hand this one keeps; {@code null} if it was decided for this one
 */
public record RouteByHand(
        Invoice.Ref invoice,
        ConfigurationId configuration,
        @Nullable ConfigurationId scheduled,
        Decided decided,
        @Nullable InvoiceId carriedFrom) {
    /** @param by as the request gave it */
    public record Decided(String by, Instant at, String reason) {}
}

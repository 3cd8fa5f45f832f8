package io.downbeat.invoicing;

import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import java.util.List;

/**
 * Fact: a person sends what replaces a voided invoice to a configuration that the schedule does not name. Published
 * inside the regenerating transaction, before anything is final: whoever knows of anything that a provider took of the
 * voided invoice, or may have taken, refuses, and nothing has changed.
 *
 * @param voided the invoice to be replaced
 * @param earlier what that one was regenerated from itself, latest first
 */
public record RouteChosenByHand(
        CustomerId customer, InvoiceId voided, List<InvoiceId> earlier, ConfigurationId configuration) {
    public RouteChosenByHand {
        earlier = List.copyOf(earlier);
    }
}

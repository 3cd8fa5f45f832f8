package io.downbeat.delivery.engine;

import io.downbeat.delivery.Adapters;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.ProviderAdapter;
import io.downbeat.invoicing.Invoice;
import io.downbeat.providers.ProviderConfiguration;

/**
 * Makes of an invoice what its destination gets, and keeps the one rule for totals below zero (docs/reliability.md, "Totals
 * below zero"): such a total goes out where the provider takes it, and is parked with its remainder where it does not. No
 * adapter judges the sign by itself.
 */
final class Freezing {
    private Freezing() {}

    /** A destination that is not built yet keeps the invoice where a person sees it, and a retry sends it once it is. */
    static Frozen freeze(Adapters adapters, Invoice invoice, ProviderConfiguration configuration) {
        return adapters.find(configuration.provider(), configuration.deliveryMethod())
                .map(adapter -> freeze(adapter, invoice, configuration))
                .orElseGet(() -> new Frozen.Unsendable("this server cannot deliver to "
                        + configuration.provider().wire() + " by "
                        + configuration.deliveryMethod().wire()
                        + " yet; retry after an upgrade"));
    }

    private static Frozen freeze(ProviderAdapter adapter, Invoice invoice, ProviderConfiguration configuration) {
        Frozen frozen = adapter.freeze(invoice, configuration);
        // What would not go there with any total (another currency) is skipped with one below zero as well.
        if (invoice.total().signum() >= 0 || frozen instanceof Frozen.Skipped) {
            return frozen;
        }
        return adapter.refusesBelowZero(configuration.provider(), configuration.deliveryMethod())
                .<Frozen>map(why -> new Frozen.Unsendable("the total of " + invoice.total() + " is below zero, and "
                        + why + "; then cancel this delivery"))
                .orElse(frozen);
    }
}

package io.downbeat.delivery.engine;

import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.invoicing.Invoice;
import io.downbeat.providers.ProviderConfiguration;

/**
 * Makes of an invoice what its destination gets, and keeps the one rule for totals below zero (docs/reliability.md, "Totals
 * below zero"): such a total goes out where the provider takes it, and is parked with its remainder where it does not. No
 * route judges the sign by itself.
 */
final class Freezing {
    private Freezing() {}

    /** A destination that is not built yet keeps the invoice where a person sees it, and a retry sends it once it is. */
    static Frozen freeze(InvoiceRoutes routes, Invoice invoice, ProviderConfiguration configuration) {
        return routes.find(configuration.provider(), configuration.deliveryMethod())
                .map(route -> freeze(route, invoice, configuration))
                .orElseGet(() -> new Frozen.Unsendable("this server cannot deliver to "
                        + configuration.provider().wire() + " by "
                        + configuration.deliveryMethod().wire()
                        + " yet; retry after an upgrade"));
    }

    private static Frozen freeze(InvoiceRoute route, Invoice invoice, ProviderConfiguration configuration) {
        Frozen frozen = route.freeze(invoice, configuration);
        // What would not go there with any total (another currency) is skipped with one below zero as well.
        if (invoice.total().signum() >= 0 || frozen instanceof Frozen.Skipped) {
            return frozen;
        }
        return route.refusesBelowZero(configuration.provider(), configuration.deliveryMethod())
                .<Frozen>map(why -> new Frozen.Unsendable("the total of " + invoice.total() + " is below zero, and "
                        + why + "; then cancel this delivery"))
                .orElse(frozen);
    }
}

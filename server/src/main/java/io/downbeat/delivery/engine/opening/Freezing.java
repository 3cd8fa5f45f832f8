package io.downbeat.delivery.engine.opening;

import io.downbeat.delivery.DeliveryHolds;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.UnbillableRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an invoice what its destination gets, and keeps the one rule for totals below zero (docs/reliability.md, "Totals
 * below zero"): such a total goes out where the provider takes it, and is parked with its remainder where it does not. No
 * route judges the sign by itself.
 */
public class Freezing {
    private final InvoiceRoutes routes;
    private final List<DeliveryHolds> holds;

    Freezing(InvoiceRoutes routes, List<DeliveryHolds> holds) {
        this.routes = routes;
        this.holds = List.copyOf(holds);
    }

    /** Which of the invoices a person has to look at first, and why. */
    Map<InvoiceId, String> held(List<Invoice> routed) {
        Map<InvoiceId, String> held = new HashMap<>();
        holds.forEach(each -> held.putAll(each.to(routed)));
        return held;
    }

    /**
     * When the invoice is finalized.
     *
     * @param held why a person has to look at it first
     */
    Frozen freeze(Invoice invoice, ProviderConfiguration configuration, @Nullable String held) {
        if (configuration.isArchived()) {
            return new Frozen.Skipped(
                    "the billing provider configuration was archived before the invoice was finalized");
        }
        UnbillableRule.Kind kind = kind(invoice.type());
        if (kind != null
                && UnbillableRule.suppresses(
                        configuration.unbillableRules(),
                        kind,
                        invoice.currency().id(),
                        invoice.total().value())) {
            return new Frozen.Skipped("an unbillable invoice rule of the configuration suppresses it");
        }
        return held == null ? freeze(invoice, configuration) : new Frozen.Unsendable(held);
    }

    /** {@code null} for a kind of invoice that no rule can speak of. */
    private static UnbillableRule.@Nullable Kind kind(InvoiceType type) {
        return switch (type) {
            case USAGE, USAGE_CONSOLIDATED -> UnbillableRule.Kind.USAGE;
            case SCHEDULED -> UnbillableRule.Kind.SCHEDULED;
            case PROFESSIONAL_SERVICES -> null;
        };
    }

    /** A destination that is not built yet keeps the invoice where a person sees it, and a retry sends it once it is. */
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration) {
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

package io.downbeat.delivery.engine.opening;

import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.DeliveryHolds;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.PaymentGate;
import io.downbeat.delivery.PaymentGates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.UnbillableRule;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an invoice what its destination gets, and keeps the one rule for totals below zero (docs/reliability.md, "Totals
 * below zero"): such a total goes out where the provider takes it, and is parked with its remainder where it does not. No
 * route judges the sign by itself.
 */
public class Freezing {
    private static final String COLLECTED_OUTSIDE = "collected outside";

    private final InvoiceRoutes routes;
    private final Customers customers;
    private final List<DeliveryHolds> holds;
    private final List<PaymentGates> gates;

    Freezing(InvoiceRoutes routes, Customers customers, List<DeliveryHolds> holds, List<PaymentGates> gates) {
        this.routes = routes;
        this.customers = customers;
        this.holds = List.copyOf(holds);
        this.gates = List.copyOf(gates);
    }

    /**
     * What is known of some invoices besides themselves.
     *
     * @param held which a person has to look at first, and why
     * @param gates which gate something by their payment
     * @param customers whom they bill, and whose the configurations are that they go to
     */
    record Circumstances(
            Map<InvoiceId, String> held, Map<InvoiceId, PaymentGate> gates, Map<CustomerId, Customer> customers) {}

    /** @param to the configurations that the invoices go to */
    Circumstances circumstances(List<Invoice> routed, Collection<ProviderConfiguration> to) {
        Set<CustomerId> parties = new HashSet<>();
        routed.forEach(invoice -> parties.add(invoice.customer()));
        to.forEach(configuration -> parties.add(configuration.customer()));
        return new Circumstances(held(routed), gates(routed), customers.findAll(parties));
    }

    private Map<InvoiceId, PaymentGate> gates(List<Invoice> invoices) {
        Map<InvoiceId, PaymentGate> gated = new HashMap<>();
        gates.forEach(each -> gated.putAll(each.of(invoices)));
        return gated;
    }

    private Map<InvoiceId, String> held(List<Invoice> routed) {
        Map<InvoiceId, String> held = new HashMap<>();
        holds.forEach(each -> held.putAll(each.to(routed)));
        return held;
    }

    /** When the invoice is finalized. */
    Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Circumstances circumstances) {
        PaymentGate gate = circumstances.gates.get(invoice.id());
        if (gate instanceof PaymentGate.CollectedOutside) {
            return new Frozen.Skipped(COLLECTED_OUTSIDE);
        }
        String held = circumstances.held.get(invoice.id());
        if (configuration.isArchived()) {
            return new Frozen.Skipped(
                    "the billing provider configuration was archived before the invoice was finalized");
        }
        UnbillableRule.Kind kind = kind(invoice.type());
        if (gate == null
                && kind != null
                && UnbillableRule.suppresses(
                        configuration.unbillableRules(),
                        kind,
                        invoice.currency().id(),
                        invoice.total().value())) {
            return new Frozen.Skipped("an unbillable invoice rule of the configuration suppresses it");
        }
        var parties = new InvoiceRoute.Parties(
                Objects.requireNonNull(circumstances.customers.get(invoice.customer())),
                Objects.requireNonNull(circumstances.customers.get(configuration.customer())));
        return held == null ? freeze(invoice, configuration, parties, gate) : new Frozen.Unsendable(held);
    }

    /** {@code null} for a kind of invoice that no rule can speak of. */
    private static UnbillableRule.@Nullable Kind kind(InvoiceType type) {
        return switch (type) {
            case USAGE, USAGE_CONSOLIDATED -> UnbillableRule.Kind.USAGE;
            case SCHEDULED -> UnbillableRule.Kind.SCHEDULED;
            case PROFESSIONAL_SERVICES -> null;
        };
    }

    /** Whether what it bills is handed out only once its delivery says that it was paid. */
    public boolean isChargedAtOnce(Invoice invoice) {
        return gates(List.of(invoice)).get(invoice.id()) instanceof PaymentGate.ChargedAtOnce;
    }

    /** A destination that is not built yet keeps the invoice where a person sees it, and a retry sends it once it is. */
    public Frozen freeze(Invoice invoice, ProviderConfiguration configuration) {
        return freeze(
                invoice,
                configuration,
                new InvoiceRoute.Parties(
                        customers.require(invoice.customer()), customers.require(configuration.customer())),
                gates(List.of(invoice)).get(invoice.id()));
    }

    private Frozen freeze(
            Invoice invoice,
            ProviderConfiguration configuration,
            InvoiceRoute.Parties parties,
            @Nullable PaymentGate gate) {
        return routes.find(configuration.provider(), configuration.deliveryMethod())
                .map(route -> switch (gate) {
                    case null -> freeze(route, invoice, configuration, parties);
                    case PaymentGate.CollectedOutside _ -> new Frozen.Skipped(COLLECTED_OUTSIDE);
                    case PaymentGate.ChargedAtOnce charged -> route.freeze(invoice, configuration, charged);
                })
                .orElseGet(() -> new Frozen.Unsendable("this server cannot deliver to "
                        + configuration.provider().wire() + " by "
                        + configuration.deliveryMethod().wire()
                        + " yet; retry after an upgrade"));
    }

    private static Frozen freeze(
            InvoiceRoute route, Invoice invoice, ProviderConfiguration configuration, InvoiceRoute.Parties parties) {
        Frozen frozen = route.freeze(invoice, configuration, parties);
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

package io.downbeat.delivery.engine;

import io.downbeat.delivery.DeliveryHolds;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Circuits;
import io.downbeat.outbound.KnownAccount;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import io.downbeat.providers.UnbillableRule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Writes the one delivery of each routed invoice, in the transaction that finalizes it. From here on neither its route
 * nor what is sent can change.
 */
class OpenDeliveries {
    private final Providers providers;
    private final InvoiceRoutes invoiceRoutes;
    private final NewDeliveryStore deliveries;
    private final Circuits circuits;
    private final ExternalStatusListener news;
    private final List<DeliveryHolds> objections;
    private final Ids ids;
    private final InstantSource clock;
    private final DeliveryLog log;

    OpenDeliveries(
            Providers providers,
            InvoiceRoutes invoiceRoutes,
            NewDeliveryStore deliveries,
            Circuits circuits,
            ExternalStatusListener news,
            List<DeliveryHolds> objections,
            Ids ids,
            InstantSource clock,
            DeliveryLog log) {
        this.providers = providers;
        this.invoiceRoutes = invoiceRoutes;
        this.deliveries = deliveries;
        this.circuits = circuits;
        this.news = news;
        this.objections = List.copyOf(objections);
        this.ids = ids;
        this.clock = clock;
        this.log = log;
    }

    @EventListener
    @Order(1)
    void on(InvoicesFinalized fact) {
        Instant now = clock.instant();
        Map<InvoiceId, ConfigurationId> routes = routes(fact.invoices());
        if (routes.isEmpty()) {
            return;
        }
        Map<ConfigurationId, ProviderConfiguration> configurations =
                providers.findAll(routes.values().stream().distinct().toList());
        Map<DeliveryMethodId, DeliveryMethod> methods = new HashMap<>();
        Map<InvoiceId, String> objected = objected(fact.invoices(), routes);
        List<NewDelivery> opened = new ArrayList<>();
        for (Invoice invoice : fact.invoices()) {
            ConfigurationId route = routes.get(invoice.id());
            if (route != null) {
                ProviderConfiguration configuration =
                        Objects.requireNonNull(configurations.get(route), route::toString);
                DeliveryMethod method = methods.computeIfAbsent(
                        configuration.deliveryMethodId(),
                        id -> providers.deliveryMethod(id).orElseThrow());
                Frozen frozen = frozen(invoice, configuration, objected.get(invoice.id()));
                refuseToParkByHand(invoice, frozen);
                DeliveryId id = new DeliveryId(ids.next());
                opened.add(NewDelivery.of(id, invoice, configuration, method.accountKey(), frozen, now));
            }
        }
        circuits.know(methods.values().stream().map(this::account).toList());
        deliveries.insert(opened, now);
        tell(opened);
        Transactions.afterCommit(() -> log.opened(opened));
    }

    /** Where nothing is sent, nothing is held back because of credentials. */
    private KnownAccount account(DeliveryMethod method) {
        boolean isCalled = invoiceRoutes
                .find(method.provider(), method.type())
                .flatMap(InvoiceRoute::account)
                .isPresent();
        AccountKey key = isCalled ? AccountKey.of(method) : AccountKey.alone(method.accountKey());
        return new KnownAccount(key, method.provider(), method.id());
    }

    private static Map<InvoiceId, ConfigurationId> routes(List<Invoice> invoices) {
        Map<InvoiceId, ConfigurationId> routes = new LinkedHashMap<>();
        for (Invoice invoice : invoices) {
            if (invoice.route() != null && invoice.route().configuration() != null) {
                routes.put(invoice.id(), invoice.route().configuration());
            }
        }
        return routes;
    }

    private Map<InvoiceId, String> objected(List<Invoice> invoices, Map<InvoiceId, ConfigurationId> routes) {
        List<Invoice> routed = invoices.stream()
                .filter(invoice -> routes.containsKey(invoice.id()))
                .toList();
        Map<InvoiceId, String> objected = new HashMap<>();
        objections.forEach(each -> objected.putAll(each.to(routed)));
        return objected;
    }

    /** A person is there to hear it: what could only be parked is not sent by hand in the first place. */
    private static void refuseToParkByHand(Invoice invoice, Frozen frozen) {
        boolean isByHand = invoice.route() != null && invoice.route().isByHand();
        if (isByHand && frozen instanceof Frozen.Unsendable(String reason)) {
            throw Refused.rule("the invoice cannot be sent there by hand: " + reason
                    + "; mend that, or name another configuration with downbeat_billing_provider_configuration_id");
        }
    }

    private Frozen frozen(Invoice invoice, ProviderConfiguration configuration, @Nullable String objection) {
        if (configuration.isArchived()) {
            return new Frozen.Skipped(
                    "the billing provider configuration was archived before the invoice was finalized");
        }
        if (UnbillableRule.suppresses(
                configuration.unbillableRules(),
                kind(invoice.type()),
                invoice.currency().id(),
                invoice.total().value())) {
            return new Frozen.Skipped("an unbillable invoice rule of the configuration suppresses it");
        }
        return objection == null
                ? Freezing.freeze(invoiceRoutes, invoice, configuration)
                : new Frozen.Unsendable(objection);
    }

    private static UnbillableRule.Kind kind(InvoiceType type) {
        return switch (type) {
            case USAGE -> UnbillableRule.Kind.USAGE;
            case SCHEDULED -> UnbillableRule.Kind.SCHEDULED;
        };
    }

    private void tell(List<NewDelivery> opened) {
        Map<Invoice.Ref, ExternalInvoice> words = new LinkedHashMap<>();
        for (NewDelivery each : opened) {
            ExternalInvoice word = switch (each.state()) {
                case SKIPPED -> ExternalInvoices.skipped(each.provider(), String.valueOf(each.reason()));
                case PARKED -> ExternalInvoices.refused(each.provider(), String.valueOf(each.reason()));
                case PENDING, CLAIMED, SENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, CANCELLED ->
                    ExternalInvoices.queued(each.provider());
            };
            words.put(new Invoice.Ref(each.customer(), each.invoice()), word);
        }
        news.recordAll(words);
    }
}

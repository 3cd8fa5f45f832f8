package io.downbeat.delivery.engine.opening;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.engine.ExternalInvoices;
import io.downbeat.delivery.engine.ExternalStatusListener;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * Writes the one delivery of each routed invoice, in the transaction that finalizes it. From here on neither its route
 * nor what is sent can change.
 */
class OpenDeliveries {
    private static final Logger LOG = LoggerFactory.getLogger(OpenDeliveries.class);

    private final Providers providers;
    private final Freezing freezing;
    private final DeliveryAccounts accounts;
    private final NewDeliveryStore deliveries;
    private final ExternalStatusListener news;
    private final Ids ids;
    private final InstantSource clock;

    OpenDeliveries(
            Providers providers,
            Freezing freezing,
            DeliveryAccounts accounts,
            NewDeliveryStore deliveries,
            ExternalStatusListener news,
            Ids ids,
            InstantSource clock) {
        this.providers = providers;
        this.freezing = freezing;
        this.accounts = accounts;
        this.deliveries = deliveries;
        this.news = news;
        this.ids = ids;
        this.clock = clock;
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
        Freezing.Circumstances circumstances = freezing.circumstances(
                fact.invoices().stream()
                        .filter(invoice -> routes.containsKey(invoice.id()))
                        .toList(),
                configurations.values());
        List<NewDelivery> opened = new ArrayList<>();
        for (Invoice invoice : fact.invoices()) {
            ConfigurationId route = routes.get(invoice.id());
            if (route != null) {
                ProviderConfiguration configuration =
                        Objects.requireNonNull(configurations.get(route), route::toString);
                DeliveryMethod method = methods.computeIfAbsent(
                        configuration.deliveryMethodId(),
                        id -> providers.deliveryMethod(id).orElseThrow());
                Frozen frozen = freezing.freeze(invoice, configuration, circumstances);
                refuseToParkByHand(invoice, frozen);
                DeliveryId id = new DeliveryId(ids.next());
                opened.add(NewDelivery.of(id, invoice, configuration, method.accountKey(), frozen));
            }
        }
        accounts.know(methods.values());
        deliveries.insert(opened, now);
        tell(opened);
        Transactions.afterCommit(() -> log(opened));
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

    /** A person is there to hear it: what could only be parked is not sent by hand in the first place. */
    private static void refuseToParkByHand(Invoice invoice, Frozen frozen) {
        boolean isByHand = invoice.route() != null && invoice.route().isByHand();
        if (isByHand && frozen instanceof Frozen.Unsendable(String reason)) {
            throw Refused.rule("the invoice cannot be sent there by hand: " + reason
                    + "; mend that, or name another configuration with downbeat_billing_provider_configuration_id");
        }
    }

    private void tell(List<NewDelivery> opened) {
        Map<Invoice.Ref, ExternalInvoice> words = new LinkedHashMap<>();
        for (NewDelivery each : opened) {
            ExternalInvoice word = switch (each.state()) {
                case SKIPPED -> ExternalInvoices.skipped(each.destination().provider(), String.valueOf(each.reason()));
                case PARKED -> ExternalInvoices.refused(each.destination().provider(), String.valueOf(each.reason()));
                case PENDING, CLAIMED, SENDING, SENT, CONFIRMED, UNKNOWN, RETRY_WAIT, CANCELLED ->
                    ExternalInvoices.queued(each.destination().provider());
            };
            words.put(new Invoice.Ref(each.customer(), each.invoice()), word);
        }
        news.recordAll(words);
    }

    /** What could not even be frozen. */
    private static void log(List<NewDelivery> opened) {
        for (NewDelivery each : opened) {
            if (each.state() == DeliveryState.PARKED) {
                LOG.warn(
                        "delivery {} of invoice {} to {} is parked: {}",
                        each.id(),
                        each.invoice(),
                        each.destination().provider().wire(),
                        each.reason());
            }
        }
    }
}

package io.downbeat.console.invoices;

import io.downbeat.access.AuditEntry;
import io.downbeat.access.AuditLog;
import io.downbeat.access.AuditQuery;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.contracts.schedule.ScheduleChange;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryStories;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.Route;
import io.downbeat.metering.settlement.MeteredInvoice;
import io.downbeat.metering.settlement.Metering;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what the pages of an invoice show, in a number of statements that does not grow with what is on it. */
final class ReadInvoice {
    /** Beside the invoice; the page of the delivery has them all. */
    static final int LATEST_ATTEMPTS = 8;

    private static final int ENTRIES = 50;

    /** Whose invoice it is, and where its contract sends it. */
    record Billed(Invoicing invoicing, ProviderHistory history, Customers customers, Balances balances) {}

    /** What became of it. */
    record Delivered(DeliveryListings deliveries, DeliveryStories stories, Metering metering) {}

    private final Billed billed;
    private final Invoicing.Evidence evidence;
    private final Providers providers;
    private final Delivered delivered;
    private final AuditLog audit;
    private final BusinessClock clock;

    ReadInvoice(
            Billed billed,
            Invoicing.Evidence evidence,
            Providers providers,
            Delivered delivered,
            AuditLog audit,
            BusinessClock clock) {
        this.billed = billed;
        this.evidence = evidence;
        this.providers = providers;
        this.delivered = delivered;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws Refused if there is no such invoice */
    InvoiceData read(InvoiceId id) {
        Invoicing.UnderTerms found = billed.invoicing().findUnderTerms(id).orElseThrow(() -> unknown(id));
        Invoice invoice = found.invoice();
        ContractTerms terms = found.terms();
        Map<ConfigurationId, ProviderConfiguration> configurations =
                providers.findAll(pointedAt(terms, invoice.route()));
        Invoicing.ExplainedRoute route = evidence.route(invoice, terms, configurations);
        return new InvoiceData(
                invoice,
                billed.customers().require(invoice.customer()),
                terms,
                configurations,
                route,
                holders(invoice),
                sent(invoice),
                after(invoice, route.route(), configurations),
                records(invoice, terms, route.route()),
                clock.instant());
    }

    private Map<BalanceId, CustomerId> holders(Invoice invoice) {
        Set<BalanceId> named = new HashSet<>();
        invoice.lines().forEach(line -> InvoiceLines.balance(line).ifPresent(named::add));
        Map<BalanceId, CustomerId> holders = new HashMap<>();
        billed.balances().findAll(named).forEach((id, balance) -> holders.put(id, balance.customer()));
        return holders;
    }

    static Refused unknown(InvoiceId id) {
        return Refused.notFound("no invoice has the id " + id);
    }

    private static Set<ConfigurationId> pointedAt(ContractTerms terms, @Nullable Route frozen) {
        Set<ConfigurationId> ids = new HashSet<>();
        for (Timeline.Segment<ProviderSegment> segment : terms.schedule().segments()) {
            Optional.ofNullable(segment.value().configuration()).ifPresent(ids::add);
        }
        Optional.ofNullable(frozen).map(Route::configuration).ifPresent(ids::add);
        return ids;
    }

    private InvoiceData.@Nullable Sent sent(Invoice invoice) {
        ListedDelivery delivery =
                delivered.deliveries().ofInvoices(List.of(invoice.id())).get(invoice.id());
        if (delivery == null) {
            return null;
        }
        int before = Math.max(0, delivery.progress().attempts() - LATEST_ATTEMPTS);
        return delivered
                .stories()
                .find(new DeliveryStories.Wanted(invoice.customer(), delivery.id(), before, LATEST_ATTEMPTS))
                .map(story -> new InvoiceData.Sent(delivery, story))
                .orElse(null);
    }

    private InvoiceData.After after(
            Invoice invoice, Route route, Map<ConfigurationId, ProviderConfiguration> configurations) {
        boolean isMetered = Optional.ofNullable(route.configuration())
                .map(configurations::get)
                .filter(one -> one.provider().isMarketplace())
                .isPresent();
        Optional<MeteredInvoice> metered = isMetered ? delivered.metering().of(invoice.id()) : Optional.empty();
        Optional<InvoiceId> regenerated = invoice.status() == InvoiceStatus.VOID
                ? billed.invoicing().regeneratedAs(invoice.ref())
                : Optional.empty();
        Optional<InvoiceId> consolidated =
                route.rule().equals(Route.CONSOLIDATED) ? evidence.consolidatedAs(invoice.ref()) : Optional.empty();
        return new InvoiceData.After(regenerated.orElse(null), metered.orElse(null), consolidated.orElse(null));
    }

    private InvoiceData.Records records(Invoice invoice, ContractTerms terms, Route route) {
        List<AuditEntry> ofInvoice = invoice.status() == InvoiceStatus.VOID
                ? about("invoice", invoice.id().value())
                : List.of();
        if (route.segmentId() == null) {
            return new InvoiceData.Records(null, ofInvoice, List.of());
        }
        ScheduleChange segment = billed.history().of(terms.contract()).stream()
                .filter(change -> madeIt(change, route))
                .findFirst()
                .orElse(null);
        List<AuditEntry> ofContract = route.editId() == null
                ? List.of()
                : about("contract", invoice.contract().value());
        return new InvoiceData.Records(segment, ofInvoice, ofContract);
    }

    private static boolean madeIt(ScheduleChange change, Route route) {
        UUID edit = change.edit() == null ? null : change.edit().value();
        return change.effectiveAt().equals(route.segmentEffectiveAt()) && Objects.equals(edit, route.editId());
    }

    private List<AuditEntry> about(String type, UUID id) {
        return audit.about(new AuditQuery.Resource(type, id.toString()), ENTRIES);
    }
}

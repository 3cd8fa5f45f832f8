package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.Draw;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.ScheduledStore;
import io.downbeat.platform.Change;
import io.downbeat.platform.Notification;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.tracing.Tracing;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import io.downbeat.rating.subscriptions.SubscriptionBilling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Makes computed drafts final: lines, totals, routes, the items they bill, and the published fact, all in the running
 * transaction. The only way to {@code FINALIZED}.
 */
public final class Finalization {
    private final FinalizationStore store;
    private final FrozenDocuments documents;
    private final ScheduledStore scheduled;
    private final Consolidations consolidations;
    private final DrawBalances balances;
    private final Providers providers;
    private final ApplicationEventPublisher publisher;

    Finalization(
            FinalizationStore store,
            FrozenDocuments documents,
            ScheduledStore scheduled,
            Consolidations consolidations,
            DrawBalances balances,
            Providers providers,
            ApplicationEventPublisher publisher) {
        this.store = store;
        this.documents = documents;
        this.scheduled = scheduled;
        this.consolidations = consolidations;
        this.balances = balances;
        this.providers = providers;
        this.publisher = publisher;
    }

    /**
     * Keeps everybody else from the balances that these drafts can draw on until the transaction ends: their customers' and
     * those of the parents that share with them, all in one statement and so in one order. What a draft draws is computed
     * after this, so that no two invoices draw the same amount.
     *
     * @param terms of the drafts' contracts
     */
    void holdBalances(Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms) {
        balances.hold(drafts.stream()
                .filter(draft -> draft.period() != null
                        || draft.trueUpOf() != null
                        || SubscriptionBilling.areIn(Objects.requireNonNull(terms.get(draft.contract()))))
                .flatMap(draft -> Families.payers(Objects.requireNonNull(terms.get(draft.contract()))).stream())
                .collect(Collectors.toSet()));
    }

    void freeze(List<ComputedDraft> computed, Map<ContractId, ContractTerms> terms, Instant now) {
        freeze(computed, terms, Map.of(), now);
    }

    /**
     * One that is final by itself and at once, whatever its contract's others do: it is never collected on a consolidated
     * invoice.
     */
    public void freezeAlone(ComputedDraft computed, ContractTerms terms, Instant now) {
        InvoiceHeader draft = computed.invoice();
        Route route = byTerms(draft, terms, false, archived(List.of(terms)));
        freeze(List.of(computed), Map.of(draft.contract(), terms), Map.of(draft.id(), route), now);
    }

    /** @param chosen routes that a person chose; all others go by their contract's schedule, historical ones nowhere */
    void freeze(
            List<ComputedDraft> computed,
            Map<ContractId, ContractTerms> terms,
            Map<InvoiceId, Route> chosen,
            Instant now) {
        if (computed.isEmpty()) {
            return;
        }
        Set<InvoiceId> consolidated = consolidations.letIn(
                computed.stream()
                        .map(ComputedDraft::invoice)
                        .filter(draft -> !chosen.containsKey(draft.id())
                                && !draft.subject().isHistorical())
                        .toList(),
                terms,
                now);
        Set<ConfigurationId> archived = archived(terms.values());
        List<InvoiceHeader> headers = new ArrayList<>(computed.size());
        List<Invoice> invoices = new ArrayList<>(computed.size());
        for (ComputedDraft of : computed) {
            InvoiceHeader draft = of.invoice();
            ContractTerms its = Objects.requireNonNull(terms.get(draft.contract()));
            List<InvoiceLine> shown = Drafts.shown(of.rated().lines());
            InvoiceHeader finalized = finalized(
                    of,
                    its,
                    chosen.getOrDefault(draft.id(), byTerms(draft, its, consolidated.contains(draft.id()), archived)),
                    now);
            headers.add(finalized);
            invoices.add(finalized.with(shown));
            Tracing.event("finalized", () -> traced(finalized));
        }
        documents.write(computed, invoices, terms);
        store.freeze(headers, payers(terms));
        List<Draw> draws = computed.stream().flatMap(of -> of.draws().stream()).toList();
        balances.draw(computed, now);
        // What stands on a consolidated invoice is billed by the one that it is copied from.
        bill(invoices.stream()
                .filter(one -> one.type() != InvoiceType.USAGE_CONSOLIDATED)
                .toList());
        publisher.publishEvent(new InvoicesFinalized(invoices));
        publisher.publishEvent(new ServerChanges(changes(invoices, draws)));
        publisher.publishEvent(new Notification.Several(
                invoices.stream().map(one -> told(one, now)).toList()));
    }

    private static Notification told(Invoice finalized, Instant now) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("invoice_id", finalized.id());
        properties.put("customer_id", finalized.customer());
        properties.put("invoice_finalized_date", now);
        return new Notification("invoice.finalized", properties);
    }

    private static Map<ContractId, CustomerId> payers(Map<ContractId, ContractTerms> terms) {
        Map<ContractId, CustomerId> payers = new HashMap<>();
        terms.forEach((id, its) -> payers.put(id, Families.payer(its).customer()));
        return payers;
    }

    private static Route byTerms(
            InvoiceHeader draft, ContractTerms terms, boolean isConsolidated, Set<ConfigurationId> archived) {
        if (draft.subject().isHistorical()) {
            return Route.historical();
        }
        return isConsolidated
                ? Route.onConsolidatedInvoice()
                : Routes.route(draft.moment(), terms.schedule(), archived);
    }

    /** The invoice as freezing makes it. */
    static InvoiceHeader finalized(ComputedDraft draft, ContractTerms terms, Route route, Instant now) {
        return draft.invoice()
                .finalized(new InvoiceHeader.Frozen(
                        now,
                        Rating.total(
                                draft.invoice().currency(),
                                Drafts.shown(draft.rated().lines())),
                        terms.contract().netPaymentTermsDays(),
                        route));
    }

    private static Map<String, String> traced(InvoiceHeader finalized) {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("downbeat.invoice_id", finalized.id().toString());
        ids.put("downbeat.contract_id", finalized.contract().toString());
        Route route = Objects.requireNonNull(finalized.frozen()).route();
        if (route.segmentId() != null) {
            ids.put("downbeat.segment_id", route.segmentId().toString());
        }
        if (route.configuration() != null) {
            ids.put("downbeat.configuration_id", route.configuration().toString());
        }
        return ids;
    }

    /** What each came to and drew; voiding one gives back just that, so its own entry does not repeat it. */
    private static List<Change> changes(List<Invoice> finalized, List<Draw> draws) {
        Map<UUID, List<Draw>> byInvoice = draws.stream().collect(Collectors.groupingBy(Draw::invoice));
        return finalized.stream()
                .map(invoice ->
                        change(invoice, byInvoice.getOrDefault(invoice.id().value(), List.of())))
                .toList();
    }

    private static Change change(Invoice finalized, List<Draw> draws) {
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("total", finalized.total().value());
        after.put("credit_type", finalized.currency().name());
        if (!draws.isEmpty()) {
            after.put("draws", draws.stream().map(Finalization::drawn).toList());
        }
        return Change.of("finalize_invoice", "invoice", finalized.id())
                .ofCustomer(finalized.customer().value())
                .to(after);
    }

    private static Map<String, Object> drawn(Draw draw) {
        Map<String, Object> drawn = new LinkedHashMap<>();
        drawn.put("balance_id", draw.balance());
        drawn.put("segment_id", draw.segment());
        drawn.put("amount", draw.amount());
        return drawn;
    }

    /** A regenerated invoice takes its items over from the voided one; the voided one's lines still name them. */
    private void bill(List<Invoice> invoices) {
        scheduled.bill(
                invoices.stream().filter(one -> one.regeneratedFrom() == null).toList());
        for (Invoice invoice : invoices) {
            InvoiceId voided = invoice.regeneratedFrom();
            if (voided != null) {
                scheduled.billAgain(voided, invoice);
            }
        }
    }

    private Set<ConfigurationId> archived(Collection<ContractTerms> terms) {
        Set<ConfigurationId> named = new HashSet<>();
        for (ContractTerms of : terms) {
            for (Timeline.Segment<ProviderSegment> segment : of.schedule().segments()) {
                ConfigurationId configuration = segment.value().configuration();
                if (configuration != null) {
                    named.add(configuration);
                }
            }
        }
        return providers.findAll(named).values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
    }
}

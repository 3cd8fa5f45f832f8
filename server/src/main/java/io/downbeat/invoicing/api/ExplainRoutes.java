package io.downbeat.invoicing.api;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.lifecycle.ConsolidationStore;
import io.downbeat.invoicing.lifecycle.Consolidations;
import io.downbeat.invoicing.routes.RouteByHand;
import io.downbeat.invoicing.routes.RouteByHandStore;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where invoices go and why: frozen, or of a draft as its schedule and its family stand. */
final class ExplainRoutes {

    /**
     * @param isFrozen or it is a draft's, as its schedule stands
     * @param hand the record of a route by hand; {@code null} beside every other rule
     * @param provider as the API names it; {@code null} if it goes nowhere
     * @param ahead of a draft that will stand on a consolidated invoice; {@code null} for any other invoice
     */
    record Explained(
            InvoiceSubject invoice,
            InvoiceStatus status,
            boolean isFrozen,
            Route route,
            @Nullable RouteByHand hand,
            @Nullable String provider,
            RouteExplanation.@Nullable Ahead ahead) {
        String sentence() {
            return ahead == null
                    ? RouteExplanation.explain(invoice, route, hand, provider)
                    : RouteExplanation.explain(ahead);
        }
    }

    private final InvoiceStore store;
    private final RouteByHandStore byHand;
    private final Contracts contracts;
    private final Providers providers;
    private final Consolidations consolidations;

    ExplainRoutes(
            InvoiceStore store,
            RouteByHandStore byHand,
            Contracts contracts,
            Providers providers,
            Consolidations consolidations) {
        this.store = store;
        this.byHand = byHand;
        this.contracts = contracts;
        this.providers = providers;
        this.consolidations = consolidations;
    }

    Optional<Explained> find(InvoiceId id) {
        return store.find(id).map(this::explain);
    }

    /** @param configurations all that the schedule and the invoice's route point at */
    Explained explain(
            Invoice invoice, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations) {
        return invoice.route() == null
                ? draft(invoice.subject(), invoice.status(), terms, configurations)
                : frozen(invoice.subject(), invoice.status(), invoice.route(), configurations);
    }

    private Explained explain(InvoiceHeader invoice) {
        if (invoice.frozen() != null) {
            Route route = invoice.frozen().route();
            return frozen(invoice.subject(), invoice.status(), route, configurations(route.configuration()));
        }
        ContractTerms terms = Optional.ofNullable(
                        contracts.terms(List.of(invoice.contractRef())).get(invoice.contract()))
                .orElseThrow(() -> new IllegalStateException("no terms of " + invoice.contract()));
        Set<ConfigurationId> named = new HashSet<>();
        terms.schedule()
                .segments()
                .forEach(segment ->
                        Optional.ofNullable(segment.value().configuration()).ifPresent(named::add));
        return draft(invoice.subject(), invoice.status(), terms, providers.findAll(named));
    }

    private Map<ConfigurationId, ProviderConfiguration> configurations(@Nullable ConfigurationId id) {
        return id == null ? Map.of() : providers.findAll(List.of(id));
    }

    private Explained frozen(
            InvoiceSubject invoice,
            InvoiceStatus status,
            Route route,
            Map<ConfigurationId, ProviderConfiguration> configurations) {
        RouteByHand hand = route.isByHand()
                ? byHand.find(new Invoice.Ref(invoice.customer(), invoice.id())).orElse(null)
                : null;
        return new Explained(invoice, status, true, route, hand, provider(route, configurations), null);
    }

    private Explained draft(
            InvoiceSubject draft,
            InvoiceStatus status,
            ContractTerms terms,
            Map<ConfigurationId, ProviderConfiguration> configurations) {
        // One that was taken away has no route either, and goes nowhere any more.
        ConsolidationStore.Group on = status == InvoiceStatus.DRAFT
                ? consolidations.expected(List.of(draft), terms).get(draft.id())
                : null;
        if (on == null) {
            Route route = current(draft.moment(), terms, configurations);
            return new Explained(draft, status, false, route, null, provider(route, configurations), null);
        }
        // Of a child as of the parent itself: whoever is paid for goes by the parent's schedule.
        Route route = current(new InvoiceMoment.Interval(on.period()), terms, configurations);
        return new Explained(
                draft,
                status,
                false,
                Route.onConsolidatedInvoice(),
                null,
                null,
                new RouteExplanation.Ahead(on, route, provider(route, configurations)));
    }

    private static @Nullable String provider(Route route, Map<ConfigurationId, ProviderConfiguration> configurations) {
        return Optional.ofNullable(route.configuration())
                .map(configurations::get)
                .map(found -> found.provider().wire())
                .orElse(null);
    }

    private static Route current(
            InvoiceMoment moment, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations) {
        Set<ConfigurationId> archived = configurations.values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
        return Routes.route(moment, terms.schedule(), archived);
    }
}

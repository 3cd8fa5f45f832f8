package io.downbeat.invoicing.api;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.routes.RouteByHand;
import io.downbeat.invoicing.routes.RouteByHandStore;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where invoices go and why: frozen, or of a draft as its schedule stands. */
final class ExplainRoutes {

    /**
     * @param isFrozen or it is a draft's, as its schedule stands
     * @param hand the record of a route by hand; {@code null} beside every other rule
     * @param provider as the API names it; {@code null} if it goes nowhere
     */
    record Explained(
            InvoiceSubject invoice,
            InvoiceStatus status,
            boolean isFrozen,
            Route route,
            @Nullable RouteByHand hand,
            @Nullable String provider) {
        String sentence() {
            return RouteExplanation.explain(invoice, route, hand, provider);
        }
    }

    private final InvoiceStore store;
    private final RouteByHandStore byHand;
    private final Contracts contracts;
    private final Providers providers;

    ExplainRoutes(InvoiceStore store, RouteByHandStore byHand, Contracts contracts, Providers providers) {
        this.store = store;
        this.byHand = byHand;
        this.contracts = contracts;
        this.providers = providers;
    }

    Optional<Explained> find(InvoiceId id) {
        return store.find(id).map(this::explain);
    }

    /** @param configurations all that the schedule and the invoice's route point at */
    Explained explain(
            Invoice invoice, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations) {
        Route route = invoice.route() == null ? current(invoice.subject(), terms, configurations) : invoice.route();
        return explained(invoice.subject(), invoice.status(), invoice.route() != null, route, configurations);
    }

    private Explained explain(InvoiceHeader invoice) {
        if (invoice.frozen() != null) {
            Route route = invoice.frozen().route();
            return explained(invoice.subject(), invoice.status(), true, route, configurations(route.configuration()));
        }
        ContractTerms terms = Optional.ofNullable(
                        contracts.terms(List.of(invoice.contractRef())).get(invoice.contract()))
                .orElseThrow(() -> new IllegalStateException("no terms of " + invoice.contract()));
        Map<ConfigurationId, ProviderConfiguration> named =
                configurations(Routes.named(invoice.moment(), terms).configuration());
        Route route = current(invoice.subject(), terms, named);
        return explained(invoice.subject(), invoice.status(), false, route, named);
    }

    private Map<ConfigurationId, ProviderConfiguration> configurations(@Nullable ConfigurationId id) {
        return id == null ? Map.of() : providers.findAll(List.of(id));
    }

    private Explained explained(
            InvoiceSubject invoice,
            InvoiceStatus status,
            boolean isFrozen,
            Route route,
            Map<ConfigurationId, ProviderConfiguration> configurations) {
        String provider = Optional.ofNullable(route.configuration())
                .map(configurations::get)
                .map(found -> found.provider().wire())
                .orElse(null);
        RouteByHand hand = route.isByHand()
                ? byHand.find(new Invoice.Ref(invoice.customer(), invoice.id())).orElse(null)
                : null;
        return new Explained(invoice, status, isFrozen, route, hand, provider);
    }

    private static Route current(
            InvoiceSubject draft, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations) {
        Set<ConfigurationId> archived = configurations.values().stream()
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .collect(Collectors.toSet());
        return Routes.route(draft.moment(), terms.schedule(), archived);
    }
}

package io.downbeat.invoicing.api;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.lifecycle.RouteByHand;
import io.downbeat.invoicing.lifecycle.RouteByHandStore;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where invoices go and why: frozen, or of a draft as its schedule stands. */
final class ExplainRoutes {

    /**
     * @param hand the record of a route by hand; {@code null} beside every other rule
     * @param provider as the API names it; {@code null} if it goes nowhere
     */
    record Explained(
            InvoiceHeader invoice,
            Route route,
            @Nullable RouteByHand hand,
            @Nullable String provider) {
        boolean isFrozen() {
            return invoice.frozen() != null;
        }

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

    private Explained explain(InvoiceHeader invoice) {
        Route route =
                invoice.frozen() == null ? current(invoice) : invoice.frozen().route();
        String provider = Optional.ofNullable(route.configuration())
                .flatMap(providers::find)
                .map(found -> found.provider().wire())
                .orElse(null);
        RouteByHand hand = route.isByHand() ? byHand.find(invoice.ref()).orElse(null) : null;
        return new Explained(invoice, route, hand, provider);
    }

    private Route current(InvoiceHeader draft) {
        ContractTerms terms = Optional.ofNullable(
                        contracts.terms(List.of(draft.contractRef())).get(draft.contract()))
                .orElseThrow(() -> new IllegalStateException("no terms of " + draft.contract()));
        Route named = Routes.named(draft.moment(), terms);
        Set<ConfigurationId> archived = Optional.ofNullable(named.configuration())
                .flatMap(providers::find)
                .filter(ProviderConfiguration::isArchived)
                .map(ProviderConfiguration::id)
                .stream()
                .collect(Collectors.toSet());
        return Routes.route(draft.moment(), terms.schedule(), archived);
    }
}

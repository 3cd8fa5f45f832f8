package io.downbeat.invoicing.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.lifecycle.RouteByHand;
import io.downbeat.invoicing.lifecycle.RouteByHandStore;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Why an invoice goes where it goes: {@code GET /downbeat/v1/invoices/{id}/route}. */
@RestController
final class InvoiceRouteApi {

    /**
     * @param frozen whether the route can still change by an edit of the schedule
     * @param explanation the same in one sentence
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record RouteView(
            UUID invoiceId,
            UUID contractId,
            String status,
            boolean frozen,
            @Nullable UUID billingProviderConfigurationId,
            @Nullable String billingProvider,
            String rule,
            @Nullable UUID segmentId,
            @Nullable Instant segmentEffectiveAt,
            @Nullable UUID editId,
            @Nullable ByHand byHand,
            String explanation) {}

    /** Who sent it there instead of where the schedule says, and why; {@code null} beside every other rule. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ByHand(
            String reason,
            String decidedBy,
            Instant decidedAt,
            @Nullable UUID scheduledConfigurationId,
            @Nullable UUID keptFromInvoiceId) {
        static ByHand of(RouteByHand route) {
            return new ByHand(
                    route.reason(),
                    route.decidedBy(),
                    route.decidedAt(),
                    route.scheduled() == null ? null : route.scheduled().value(),
                    route.carriedFrom() == null ? null : route.carriedFrom().value());
        }
    }

    private final InvoiceStore store;
    private final RouteByHandStore byHand;
    private final Contracts contracts;
    private final Providers providers;

    InvoiceRouteApi(InvoiceStore store, RouteByHandStore byHand, Contracts contracts, Providers providers) {
        this.store = store;
        this.byHand = byHand;
        this.contracts = contracts;
        this.providers = providers;
    }

    @GetMapping("/downbeat/v1/invoices/{id}/route")
    Data<RouteView> route(@PathVariable("id") UUID id) {
        InvoiceHeader invoice =
                store.find(new InvoiceId(id)).orElseThrow(() -> Refused.notFound("no invoice has the id " + id));
        Route route =
                invoice.frozen() == null ? current(invoice) : invoice.frozen().route();
        ConfigurationId configuration = route.configuration();
        String provider = Optional.ofNullable(configuration)
                .flatMap(providers::find)
                .map(found -> found.provider().wire())
                .orElse(null);
        RouteByHand hand = route.isByHand() ? byHand.find(invoice.ref()).orElse(null) : null;
        return new Data<>(new RouteView(
                id,
                invoice.contract().value(),
                invoice.status().name(),
                invoice.frozen() != null,
                configuration == null ? null : configuration.value(),
                provider,
                route.rule(),
                route.segmentId(),
                route.segmentEffectiveAt(),
                route.editId(),
                hand == null ? null : ByHand.of(hand),
                RouteExplanation.explain(invoice, route, hand, provider)));
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

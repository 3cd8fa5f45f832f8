package io.downbeat.invoicing.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractId;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.routes.RouteByHand;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
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
            InvoiceId invoiceId,
            ContractId contractId,
            String status,
            boolean frozen,
            @Nullable ConfigurationId billingProviderConfigurationId,
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
            @Nullable ConfigurationId scheduledConfigurationId,
            @Nullable InvoiceId keptFromInvoiceId) {
        static ByHand of(RouteByHand route) {
            return new ByHand(
                    route.decided().reason(),
                    route.decided().by(),
                    route.decided().at(),
                    route.scheduled(),
                    route.carriedFrom());
        }
    }

    private final ExplainRoutes routes;

    InvoiceRouteApi(ExplainRoutes routes) {
        this.routes = routes;
    }

    @GetMapping("/downbeat/v1/invoices/{id}/route")
    Data<RouteView> route(@PathVariable("id") UUID id) {
        return new Data<>(routes.find(new InvoiceId(id))
                .map(InvoiceRouteApi::view)
                .orElseThrow(() -> Refused.notFound("no invoice has the id " + id)));
    }

    static RouteView view(ExplainRoutes.Explained explained) {
        Route route = explained.route();
        return new RouteView(
                explained.invoice().id(),
                explained.invoice().contract(),
                explained.status().name(),
                explained.isFrozen(),
                route.configuration(),
                explained.provider(),
                route.rule(),
                route.segmentId(),
                route.segmentEffectiveAt(),
                route.editId(),
                explained.hand() == null ? null : ByHand.of(explained.hand()),
                explained.sentence());
    }
}

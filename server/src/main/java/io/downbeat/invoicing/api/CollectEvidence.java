package io.downbeat.invoicing.api;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.invoicing.lifecycle.ConsolidationStore;
import io.downbeat.invoicing.lifecycle.Consolidations;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.ComputedLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Puts together what the API shows of one invoice in several places, and the hours behind its lines. */
final class CollectEvidence implements Invoicing.Evidence {
    private record Document(InvoiceView invoice, List<LineHours> usageHours, InvoiceRouteApi.RouteView route) {}

    private record LineHours(String name, List<Hour> hours) {
        static LineHours of(ComputedLine line) {
            return new LineHours(
                    line.line().name(),
                    line.cumulative().stream()
                            .map(point -> new Hour(point.hour(), point.soFar()))
                            .toList());
        }
    }

    /** @param quantitySoFar of the line, to the end of the hour */
    private record Hour(Instant hour, BigDecimal quantitySoFar) {}

    private final InvoiceStore store;
    private final Invoicing invoicing;
    private final InvoiceViews views;
    private final ExplainRoutes routes;
    private final Consolidations consolidations;
    private final ConsolidationStore consolidated;

    CollectEvidence(
            InvoiceStore store,
            Invoicing invoicing,
            InvoiceViews views,
            ExplainRoutes routes,
            Consolidations consolidations,
            ConsolidationStore consolidated) {
        this.store = store;
        this.invoicing = invoicing;
        this.views = views;
        this.routes = routes;
        this.consolidations = consolidations;
        this.consolidated = consolidated;
    }

    @Override
    public Invoicing.ExplainedRoute route(
            Invoice invoice, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations) {
        ExplainRoutes.Explained explained = routes.explain(invoice, terms, configurations);
        return new Invoicing.ExplainedRoute(explained.route(), explained.isFrozen(), explained.sentence());
    }

    @Override
    public Set<InvoiceId> toBeConsolidated(Collection<InvoiceSubject> drafts, ContractTerms terms) {
        return consolidations.expected(drafts, terms).keySet();
    }

    @Override
    public Optional<InvoiceId> consolidatedAs(Invoice.Ref invoice) {
        return Optional.ofNullable(consolidated.consolidatedAs(List.of(invoice)).get(invoice.invoice()))
                .map(Invoice.Ref::invoice);
    }

    @Override
    public Optional<JsonNode> json(InvoiceId id) {
        return store.find(id).map(this::evidence);
    }

    private JsonNode evidence(InvoiceHeader header) {
        List<Invoice> invoice = invoicing.invoices(List.of(header));
        List<ComputedLine> lines = invoicing.withHours(List.of(header)).getOrDefault(header.id(), List.of());
        return Json.MAPPER.valueToTree(new Document(
                views.of(invoice, LinesWanted.ALL).getFirst(),
                lines.stream()
                        .filter(line -> !line.cumulative().isEmpty())
                        .map(LineHours::of)
                        .toList(),
                InvoiceRouteApi.view(routes.find(header.id()).orElseThrow())));
    }
}

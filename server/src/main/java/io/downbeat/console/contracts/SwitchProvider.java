package io.downbeat.console.contracts;

import io.downbeat.console.words.Destination;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.EditContract;
import io.downbeat.contracts.schedule.PreviewProviderChange;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoicePreviews;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Refused;
import io.downbeat.preflight.CheckDestination;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the steps of a switch ask of the features: what may be chosen, what it would do, and at last to do it. */
final class SwitchProvider {

    /** What is asked for the preview of a switch. */
    record Asked(InvoicePreviews previews, PreviewProviderChange changes, CheckDestination checks) {}

    private final Contracts contracts;
    private final Customers customers;
    private final Providers providers;
    private final Invoicing invoicing;
    private final Asked asked;
    private final EditContract edits;

    SwitchProvider(
            Contracts contracts,
            Customers customers,
            Providers providers,
            Invoicing invoicing,
            Asked asked,
            EditContract edits) {
        this.contracts = contracts;
        this.customers = customers;
        this.providers = providers;
        this.invoicing = invoicing;
        this.asked = asked;
        this.edits = edits;
    }

    /** @throws Refused if there is no such contract */
    ContractTerms terms(ContractId id) {
        return contracts.terms(id).orElseThrow(() -> Refused.notFound("no contract has the id " + id));
    }

    Customers customers() {
        return customers;
    }

    List<ProviderConfiguration> candidates(ContractTerms terms) {
        return providers.live(terms.contract().customer());
    }

    List<PreviewProviderChange.Option> options(ContractTerms terms, List<ProviderConfiguration> candidates) {
        return asked.changes().options(terms, candidates);
    }

    InvoicePreviews.Preview preview(ContractTerms terms, SwitchRequest request) {
        return asked.previews()
                .preview(terms.contract().customer(), terms.contract().id(), request.change());
    }

    /** Of the drafts that the preview names. */
    Map<InvoiceId, Invoicing.Summary> amounts(InvoicePreviews.Preview preview) {
        List<InvoiceId> ids = preview.invoices().stream()
                .map(InvoicePreviews.Affected::id)
                .filter(Objects::nonNull)
                .map(InvoiceId::new)
                .toList();
        return invoicing.summaries(ids).stream().collect(Collectors.toMap(Invoicing.Summary::id, one -> one));
    }

    /** Of all that the customer has, so that colours are the contract page's. */
    Map<ConfigurationId, Destination> destinations(
            ContractTerms terms, InvoicePreviews.Preview preview, SwitchRequest request) {
        Set<ConfigurationId> ids = new HashSet<>();
        terms.schedule()
                .segments()
                .forEach(segment ->
                        Optional.ofNullable(segment.value().configuration()).ifPresent(ids::add));
        preview.invoices().forEach(invoice -> {
            add(ids, invoice.before().billingProviderConfigurationId());
            add(ids, invoice.after().billingProviderConfigurationId());
        });
        Optional.ofNullable(request.configuration()).ifPresent(ids::add);
        return Destination.all(providers.findAll(ids).values());
    }

    private static void add(Set<ConfigurationId> ids, @Nullable UUID id) {
        if (id != null) {
            ids.add(new ConfigurationId(id));
        }
    }

    /** Over the network, so not where a page is read; {@code null} where there is nobody to ask. */
    @Nullable
    List<Preflight.Point> check(ContractTerms terms, SwitchRequest request, InvoicePreviews.Preview preview) {
        Instant boundary = preview.effectiveAt();
        if (boundary == null || request.configuration() == null) {
            return null;
        }
        return providers
                .find(request.configuration())
                .filter(one -> one.customer().equals(terms.contract().customer()))
                .map(one -> asked.checks().check(terms, one, boundary))
                .orElse(null);
    }

    /** @throws Refused as the edit of the API is */
    void confirm(ContractTerms terms, SwitchRequest request, String once) {
        edits.edit(request.edit(terms, once));
    }
}

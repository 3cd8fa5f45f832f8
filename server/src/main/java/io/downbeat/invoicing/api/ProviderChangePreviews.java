package io.downbeat.invoicing.api;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.contracts.hierarchy.Hierarchy;
import io.downbeat.contracts.schedule.PreviewProviderChange;
import io.downbeat.contracts.schedule.ProviderChange;
import io.downbeat.contracts.schedule.ProviderChangePreview;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoicePreviews;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.invoicing.lifecycle.UsageDraftStore;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a change of billing provider would mean for each invoice of a contract, drafts and those to come. */
final class ProviderChangePreviews implements InvoicePreviews {
    /** Usage invoices shown that no draft exists for yet, from the boundary on. */
    private static final int TO_COME = 2;

    private final PreviewProviderChange previews;
    private final InvoiceStore store;
    private final Drafts drafts;
    private final UsageDraftStore usage;
    private final Providers providers;
    private final InvoicingSettings settings;

    ProviderChangePreviews(
            PreviewProviderChange previews,
            InvoiceStore store,
            Drafts drafts,
            UsageDraftStore usage,
            Providers providers,
            InvoicingSettings settings) {
        this.previews = previews;
        this.store = store;
        this.drafts = drafts;
        this.usage = usage;
        this.providers = providers;
        this.settings = settings;
    }

    @Override
    public Preview preview(CustomerId customer, ContractId contract, ProviderChange change) {
        ProviderChangePreview preview = previews.preview(customer, contract, change);
        int finalized = store.ofContract(new Contract.Ref(customer, contract), InvoiceStatus.FINALIZED)
                .size();
        return switch (preview) {
            case ProviderChangePreview.Impossible(var boundary, var _, var reasons) ->
                new Preview(false, boundary, reasons, List.of(), finalized);
            case ProviderChangePreview.Possible(var boundary, var before, var after) ->
                new Preview(true, boundary, List.of(), affected(boundary, before, after), finalized);
        };
    }

    private List<Affected> affected(Instant boundary, ContractTerms before, ContractTerms after) {
        Map<ConfigurationId, ProviderConfiguration> known = configurations(before, after);
        List<Affected> affected = new ArrayList<>();
        List<InvoiceHeader> open = drafts(before);
        Map<InvoiceId, List<AdvanceCharge>> riding = riding(open, boundary);
        for (InvoiceHeader draft : open) {
            affected.add(affected(
                    draft.id().value(),
                    draft.type(),
                    draft.period(),
                    draft.issuedAt(),
                    place(draft.moment(), before, known),
                    place(draft.moment(), after, known),
                    riding.get(draft.id())));
        }
        for (ServicePeriod period : toCome(before.contract(), boundary)) {
            InvoiceMoment moment = new InvoiceMoment.Interval(period);
            affected.add(affected(
                    null,
                    InvoiceType.USAGE,
                    period,
                    DueDates.issuedAt(period, settings.grace()),
                    place(moment, before, known),
                    place(moment, after, known),
                    null));
        }
        return affected;
    }

    /**
     * What usage invoices that end at the boundary, or before it, charge in advance for the time behind it: it goes with them
     * to the provider before the boundary.
     */
    private Map<InvoiceId, List<AdvanceCharge>> riding(List<InvoiceHeader> open, Instant boundary) {
        List<InvoiceHeader> ending = open.stream()
                .filter(draft -> draft.period() != null && !draft.period().end().isAfter(boundary))
                .toList();
        if (ending.isEmpty()) {
            return Map.of();
        }
        Drafts.Read read = drafts.read(ending, Map.of(), false);
        Map<InvoiceId, List<AdvanceCharge>> riding = new HashMap<>();
        for (InvoiceHeader draft : ending) {
            for (ComputedLine line : read.lines(draft)) {
                if (line.line().source() instanceof InvoiceLine.Subscribed of
                        && !of.startingAt().isBefore(boundary)) {
                    riding.computeIfAbsent(draft.id(), _ -> new ArrayList<>())
                            .add(new AdvanceCharge(
                                    of.subscription(),
                                    line.line().name(),
                                    of.startingAt(),
                                    of.endingBefore(),
                                    line.line().total().value()));
                }
            }
        }
        return riding;
    }

    /** The contract's, and those of the children that it pays for, which go by its schedule. */
    private List<InvoiceHeader> drafts(ContractTerms terms) {
        List<InvoiceHeader> drafts =
                new ArrayList<>(store.ofContract(terms.contract().ref(), InvoiceStatus.DRAFT));
        Families.children(terms).stream()
                .filter(child -> child.payer() == Hierarchy.Payer.PARENT)
                .forEach(child -> drafts.addAll(store.ofContract(child.contract(), InvoiceStatus.DRAFT)));
        return drafts;
    }

    /** The next usage invoices without a draft, up to the first whole period that the new segment owns. */
    private List<ServicePeriod> toCome(Contract contract, Instant boundary) {
        Instant opened = usage.openedUntil(contract.ref())
                .or(() -> UsagePeriods.first(contract))
                .orElse(null);
        List<ServicePeriod> found = new ArrayList<>();
        Optional<ServicePeriod> next =
                opened == null || contract.rateCard() == null ? Optional.empty() : UsagePeriods.from(contract, opened);
        while (next.isPresent() && found.size() < TO_COME) {
            found.add(next.get());
            if (!next.get().start().isBefore(boundary)) {
                break;
            }
            next = UsagePeriods.from(contract, next.get().end());
        }
        return found;
    }

    private static Affected affected(
            @Nullable UUID id,
            InvoiceType type,
            @Nullable ServicePeriod period,
            Instant issuedAt,
            InvoicePosition before,
            InvoicePosition after,
            @Nullable List<AdvanceCharge> riding) {
        return new Affected(
                id,
                type.name(),
                period == null ? null : period.start(),
                period == null ? null : period.end(),
                issuedAt,
                before,
                after,
                !before.equals(after),
                riding);
    }

    private InvoicePosition place(
            InvoiceMoment moment, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> known) {
        Set<ConfigurationId> archived = new HashSet<>();
        known.values().stream().filter(ProviderConfiguration::isArchived).forEach(one -> archived.add(one.id()));
        Route route = Routes.route(moment, terms.schedule(), archived);
        ProviderConfiguration to = route.configuration() == null ? null : known.get(route.configuration());
        return new InvoicePosition(
                to == null ? null : to.id().value(),
                to == null ? null : to.provider().wire(),
                route.rule());
    }

    private Map<ConfigurationId, ProviderConfiguration> configurations(ContractTerms before, ContractTerms after) {
        Set<ConfigurationId> ids = new HashSet<>();
        for (ContractTerms terms : List.of(before, after)) {
            terms.schedule()
                    .segments()
                    .forEach(segment ->
                            Optional.ofNullable(segment.value().configuration()).ifPresent(ids::add));
        }
        return new HashMap<>(providers.findAll(ids));
    }
}

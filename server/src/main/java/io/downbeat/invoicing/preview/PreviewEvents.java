package io.downbeat.invoicing.preview;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.events.SupposedEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The drafts of the periods that events would fall into (pricing.md 16), computed like any other draft and with the balances
 * of now. A draft that is open keeps its id and its place among those that draw on the balances; drafts of other periods
 * draw what they do. A period without a draft, one to come or one that was finalized, is shown as a draft that is nowhere.
 */
public final class PreviewEvents {
    private static final int MOST_INVOICES = 100;

    private final Contracts contracts;
    private final InvoiceStore invoices;
    private final Drafts drafts;
    private final Pricing pricing;
    private final InvoicingSettings settings;
    private final Ids ids;

    PreviewEvents(
            Contracts contracts,
            InvoiceStore invoices,
            Drafts drafts,
            Pricing pricing,
            InvoicingSettings settings,
            Ids ids) {
        this.contracts = contracts;
        this.invoices = invoices;
        this.drafts = drafts;
        this.pricing = pricing;
        this.settings = settings;
        this.ids = ids;
    }

    /** @throws Refused if the events fall into more periods than one answer holds */
    public List<Invoice> preview(CustomerId customer, SupposedEvents.Supposed events, Instant now) {
        Map<ContractId, ContractTerms> terms = new LinkedHashMap<>();
        contracts.ofCustomer(customer, null, Integer.MAX_VALUE).stream()
                .filter(of -> !of.contract().isArchived() && of.contract().rateCard() != null)
                .forEach(of -> terms.put(of.contract().id(), of));
        List<InvoiceHeader> shown = headers(customer, terms, events.timestamps(), now);
        CountedUsage usage = events.usage();
        Map<InvoiceId, Drafts.Quantities> quantities = new HashMap<>();
        shown.forEach(draft -> quantities.put(draft.id(), () -> usage));
        Drafts.Read read = drafts.read(shown, terms, false, quantities);
        return shown.stream().map(read::invoice).toList();
    }

    private List<InvoiceHeader> headers(
            CustomerId customer, Map<ContractId, ContractTerms> terms, Set<Instant> timestamps, Instant now) {
        Map<ContractId, List<InvoiceHeader>> open = invoices.usageDrafts(List.of(customer)).stream()
                .collect(Collectors.groupingBy(InvoiceHeader::contract));
        Map<RateCardId, PriceBook> books = pricing.priceBooks(terms.values().stream()
                .map(of -> Objects.requireNonNull(of.contract().rateCard()))
                .collect(Collectors.toSet()));
        List<InvoiceHeader> found = new ArrayList<>();
        for (ContractTerms of : terms.values()) {
            Contract contract = of.contract();
            List<InvoiceHeader> its = new ArrayList<>();
            for (Instant moment : new TreeSet<>(timestamps)) {
                if (its.isEmpty() || !covers(its.getLast(), moment)) {
                    open.getOrDefault(contract.id(), List.of()).stream()
                            .filter(draft -> covers(draft, moment))
                            .findFirst()
                            .or(() -> supposed(contract, moment, books, now))
                            .ifPresent(its::add);
                }
            }
            found.addAll(its);
            if (found.size() > MOST_INVOICES) {
                throw Refused.invalid(
                        "events",
                        "fall into more than " + MOST_INVOICES + " service periods of the customer's contracts; ask for"
                                + " fewer at once");
            }
        }
        found.sort(Comparator.comparing(InvoiceHeader::issuedAt)
                .thenComparing(draft -> draft.id().value()));
        return found;
    }

    private static boolean covers(InvoiceHeader draft, Instant moment) {
        ServicePeriod period = draft.period();
        return period != null && period.contains(moment);
    }

    private Optional<InvoiceHeader> supposed(
            Contract contract, Instant moment, Map<RateCardId, PriceBook> books, Instant now) {
        return contract.periods()
                .containing(moment)
                .filter(period -> UsagePeriods.isInvoiced(contract, period))
                .map(period -> {
                    Instant issuedAt = DueDates.issuedAt(period, settings.grace());
                    InvoiceSubject subject = new InvoiceSubject(
                            new InvoiceId(ids.next()),
                            contract.customer(),
                            contract.id(),
                            InvoiceType.USAGE,
                            period,
                            issuedAt,
                            Objects.requireNonNull(books.get(contract.rateCard()))
                                    .currency(),
                            null,
                            now);
                    return new InvoiceHeader(subject, InvoiceStatus.DRAFT, 0, issuedAt, 0, null, null);
                });
    }
}

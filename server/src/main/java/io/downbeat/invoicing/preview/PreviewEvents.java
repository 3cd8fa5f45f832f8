package io.downbeat.invoicing.preview;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.CreditType;
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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The drafts of the periods that events would fall into (pricing.md 16), computed like any other draft and with the balances
 * of now. A draft that is open keeps its id and its place among those that draw on the balances; drafts of other periods
 * draw what they do. A period without a draft, one to come or one that was finalized, is shown as a draft that is nowhere. One
 * to come draws in its turn; one that was finalized draws from what the open drafts before it leave, and leaves them theirs.
 */
public final class PreviewEvents {
    private static final int MOST_INVOICES = 100;

    /**
     * What stands in the answer.
     *
     * @param isBilled whether an invoice that was final bills the period, or did before it was voided. What it took of the
     *     balances is gone from them, so the draft that stands in its place takes nothing from those that are open
     */
    private record Shown(InvoiceHeader draft, boolean isBilled) {}

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
        if (events.timestamps().isEmpty()) {
            return List.of();
        }
        Map<ContractId, ContractTerms> terms = new LinkedHashMap<>();
        contracts.ofCustomer(customer, null, Integer.MAX_VALUE).stream()
                .filter(of -> !of.contract().isArchived() && of.contract().rateCard() != null)
                .forEach(of -> terms.put(of.contract().id(), of));
        List<Shown> shown = shown(customer, terms, new TreeSet<>(events.timestamps()), now);
        CountedUsage usage = events.usage();
        Map<InvoiceId, Drafts.Quantities> quantities = new HashMap<>();
        shown.forEach(one -> quantities.put(one.draft().id(), () -> usage));
        Map<Boolean, Drafts.Read> reads = new HashMap<>();
        shown.stream()
                .collect(Collectors.groupingBy(Shown::isBilled, Collectors.mapping(Shown::draft, Collectors.toList())))
                .forEach((isBilled, its) -> reads.put(isBilled, drafts.read(its, terms, false, quantities)));
        return shown.stream()
                .map(one -> Objects.requireNonNull(reads.get(one.isBilled())).invoice(one.draft()))
                .toList();
    }

    private List<Shown> shown(
            CustomerId customer, Map<ContractId, ContractTerms> terms, SortedSet<Instant> moments, Instant now) {
        List<Contract> all =
                terms.values().stream().map(ContractTerms::contract).toList();
        Map<ContractId, List<InvoiceHeader>> known = known(customer, all, moments);
        Map<RateCardId, PriceBook> books = pricing.priceBooks(all.stream()
                .map(contract -> Objects.requireNonNull(contract.rateCard()))
                .collect(Collectors.toSet()));
        List<Shown> found = new ArrayList<>();
        for (Contract contract : all) {
            CreditType currency =
                    Objects.requireNonNull(books.get(contract.rateCard())).currency();
            found.addAll(shown(contract, known.getOrDefault(contract.id(), List.of()), moments, currency, now));
            if (found.size() > MOST_INVOICES) {
                throw Refused.invalid(
                        "events",
                        "fall into more than " + MOST_INVOICES + " service periods of the customer's contracts; ask for"
                                + " fewer at once");
            }
        }
        found.sort(Comparator.comparing((Shown one) -> one.draft().issuedAt())
                .thenComparing(one -> one.draft().id().value()));
        return found;
    }

    /** By contract, the usage invoices of every period that one of the moments may lie in. */
    private Map<ContractId, List<InvoiceHeader>> known(
            CustomerId customer, List<Contract> contracts, SortedSet<Instant> moments) {
        ServicePeriod around = UsagePeriods.around(contracts, moments.first(), moments.last());
        return invoices.usageIn(customer, around).stream().collect(Collectors.groupingBy(InvoiceHeader::contract));
    }

    private List<Shown> shown(
            Contract contract,
            List<InvoiceHeader> known,
            SortedSet<Instant> moments,
            CreditType currency,
            Instant now) {
        List<Shown> found = new ArrayList<>();
        for (Instant moment : moments) {
            if (found.isEmpty() || !covers(found.getLast().draft(), moment)) {
                open(known, moment)
                        .or(() -> UsagePeriods.at(contract, known, moment)
                                .map(period -> supposed(contract, period, currency, now)))
                        .ifPresent(draft -> found.add(new Shown(draft, isBilled(draft, known, moment))));
            }
        }
        return found;
    }

    private static Optional<InvoiceHeader> open(List<InvoiceHeader> known, Instant moment) {
        return known.stream()
                .filter(invoice -> invoice.status() == InvoiceStatus.DRAFT && covers(invoice, moment))
                .findFirst();
    }

    private static boolean isBilled(InvoiceHeader draft, List<InvoiceHeader> known, Instant moment) {
        return !known.contains(draft) && known.stream().anyMatch(invoice -> covers(invoice, moment));
    }

    private static boolean covers(InvoiceHeader draft, Instant moment) {
        ServicePeriod period = draft.period();
        return period != null && period.contains(moment);
    }

    private InvoiceHeader supposed(Contract contract, ServicePeriod period, CreditType currency, Instant now) {
        Instant issuedAt = DueDates.issuedAt(period, settings.grace());
        InvoiceSubject subject = new InvoiceSubject(
                new InvoiceId(ids.next()),
                contract.customer(),
                contract.id(),
                InvoiceType.USAGE,
                period,
                issuedAt,
                currency,
                null,
                now);
        return new InvoiceHeader(subject, InvoiceStatus.DRAFT, 0, issuedAt, 0, null, null);
    }
}

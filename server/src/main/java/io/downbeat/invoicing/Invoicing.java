package io.downbeat.invoicing;

import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Draw;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.Amount;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What other features ask about invoices. */
public final class Invoicing {
    /**
     * An invoice without its lines.
     *
     * @param total of a draft as it stands at this moment
     * @param route frozen at finalization; {@code null} before
     * @param finalizeAt when a draft is finalized by itself
     */
    public record Summary(
            InvoiceSubject subject,
            InvoiceStatus status,
            Amount total,
            @Nullable Route route,
            Instant finalizeAt,
            @Nullable Instant voidedAt) {

        public InvoiceId id() {
            return subject.id();
        }
    }

    /** The two things that a person may do to an invoice. Each is one transaction, and is written down. */
    public interface Actions {

        /** @throws Refused if there is no such invoice or it is not finalized */
        void voidOne(InvoiceId id, Instant now);

        /**
         * Replaces a voided invoice, which goes where it went by hand before, else by the schedule as it stands.
         *
         * @return the new invoice
         * @throws Refused if the invoice is not void, was never finalized, or has been regenerated, and if it cannot go there
         */
        InvoiceId regenerate(InvoiceId id, Instant now);
    }

    /** What an auditor wants to know of one invoice. */
    public interface Evidence {

        /**
         * Where it goes, and why.
         *
         * @param terms its contract's
         * @param configurations all that the contract's schedule and the invoice's route point at
         */
        ExplainedRoute route(
                Invoice invoice, ContractTerms terms, Map<ConfigurationId, ProviderConfiguration> configurations);

        /**
         * Those of a contract's drafts whose lines will stand on a consolidated invoice as things stand, so that they go nowhere
         * by themselves.
         */
        Set<InvoiceId> toBeConsolidated(Collection<InvoiceSubject> drafts, ContractTerms terms);

        /** The consolidated invoice that has the lines of this one and is not void: until it is, this one cannot be voided. */
        Optional<InvoiceId> consolidatedAs(Invoice.Ref invoice);

        /**
         * In the API's own JSON the invoice with its lines ({@code invoice}), the quantity of each line after each hour that
         * changed it ({@code usage_hours}) and its route with the reason ({@code route}).
         * Empty if there is no such invoice.
         */
        Optional<JsonNode> json(InvoiceId id);
    }

    /**
     * Where an invoice goes, and why.
     *
     * @param isFrozen or it is a draft's, and can still change by an edit of the schedule
     * @param sentence the whole of it for a person, who can check it against the schedule
     */
    public record ExplainedRoute(Route route, boolean isFrozen, String sentence) {}

    /** @param byProduct what the day comes to, by the product's name */
    public record OneDay(Instant day, Map<String, Amount> byProduct) {
        public OneDay {
            byProduct = Collections.unmodifiableMap(new TreeMap<>(byProduct));
        }
    }

    /**
     * A contract's invoices, and what they and all others leave of the balances that can pay for it.
     *
     * @param balances of the contract, of its customer, and what others share with it; those that are not archived
     */
    public record Latest(List<Summary> invoices, List<Standing> balances) {
        public Latest {
            invoices = List.copyOf(invoices);
            balances = List.copyOf(balances);
        }
    }

    /** An invoice, and the terms of its contract that were read for it. */
    public record UnderTerms(Invoice invoice, ContractTerms terms) {}

    /**
     * A draft so far.
     *
     * @param days in UTC and in order; days and products without an amount are left out. They add up to the total
     */
    public record OpenPeriod(ServicePeriod period, Amount total, List<OneDay> days) {
        public OpenPeriod {
            days = List.copyOf(days);
        }
    }

    private final InvoiceStore store;
    private final LineStore lines;
    private final Contracts contracts;
    private final Drafts drafts;

    Invoicing(InvoiceStore store, LineStore lines, Contracts contracts, Drafts drafts) {
        this.store = store;
        this.lines = lines;
        this.contracts = contracts;
        this.drafts = drafts;
    }

    /** The invoice as it stands; a draft is computed now. */
    public Optional<Invoice> find(InvoiceId id) {
        return invoices(store.findAll(List.of(id))).stream().findFirst();
    }

    /** The same with the terms of its contract, for those who would read them again. */
    public Optional<UnderTerms> findUnderTerms(InvoiceId id) {
        return store.find(id).map(header -> {
            ContractTerms terms = Objects.requireNonNull(
                    contracts.terms(List.of(header.contractRef())).get(header.contract()),
                    () -> "no terms of " + header.contract());
            return new UnderTerms(invoices(List.of(header), known(terms)).getFirst(), terms);
        });
    }

    /** Whom the invoices bill; unknown ids are left out. */
    public Map<InvoiceId, CustomerId> customers(Collection<InvoiceId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : store.findAll(ids).stream().collect(Collectors.toMap(InvoiceHeader::id, InvoiceHeader::customer));
    }

    /** When the draft that comes first is finalized by itself; in the past if that should have happened. */
    public Optional<Instant> nextFinalization() {
        return store.nextFinalization();
    }

    /** Where a finalized invoice goes for good; empty for a draft, and if there is no such invoice. */
    public Optional<Route> frozenRoute(InvoiceId id) {
        return store.findAll(List.of(id)).stream()
                .flatMap(header -> Optional.ofNullable(header.frozen()).stream())
                .map(InvoiceHeader.Frozen::route)
                .findFirst();
    }

    public boolean isVoid(InvoiceId id) {
        return store.findAll(List.of(id)).stream().anyMatch(header -> header.status() == InvoiceStatus.VOID);
    }

    /** What the invoice was regenerated from, and that one in turn, latest first. */
    public List<InvoiceId> regeneratedFrom(Invoice.Ref invoice) {
        return store.regeneratedFrom(invoice);
    }

    /** The invoice that took the place of a voided one. */
    public Optional<InvoiceId> regeneratedAs(Invoice.Ref voided) {
        return store.regeneratedAs(voided);
    }

    /** What is due so far on each invoice, read in bulk; unknown ids are left out. */
    public Map<InvoiceId, DueSoFar> dueSoFar(Collection<InvoiceId> ids, Instant now) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<InvoiceHeader> headers = store.findAll(ids);
        Drafts.Read read = read(headers, false);
        Map<InvoiceId, DueSoFar> due = new HashMap<>();
        for (InvoiceHeader header : headers) {
            due.put(header.id(), due(header, read, now));
        }
        return due;
    }

    /**
     * A contract's invoices of every status without their lines, the one issued last first, with the balances that they draw
     * on; drafts computed together.
     */
    public Latest latest(ContractTerms contract, int limit) {
        List<InvoiceHeader> headers = store.latestOfContract(contract.contract().ref(), limit);
        Drafts.Read read = read(headers, false, known(contract));
        // Where a usage draft of the contract was read, so was whatever else draws on the balances that can pay for it.
        boolean hasUsageDraft = headers.stream().anyMatch(header -> header.isDraft() && header.period() != null);
        CustomerId customer = contract.contract().customer();
        BalanceHolder holder =
                new BalanceHolder(customer, contract.contract().id().value());
        List<Standing> left = hasUsageDraft ? read.left(customer) : drafts.usable(contract);
        return new Latest(
                summaries(headers, read),
                left.stream()
                        .filter(standing -> standing.balance().isFor(holder))
                        .toList());
    }

    /**
     * What is left of a customer's balances that are not archived, finalized invoices, manual entries and drafts counted.
     *
     * @param known terms that whoever asks has read already
     */
    public List<Standing> left(CustomerId customer, Collection<ContractTerms> known) {
        return drafts.left(
                customer,
                known.stream()
                        .collect(Collectors.toMap(terms -> terms.contract().id(), Function.identity())));
    }

    /** What is left so of all balances that a contract can use: its own, its customer's, and what its parent shares with it. */
    public List<Standing> usable(ContractTerms contract) {
        return drafts.usable(contract);
    }

    /** As {@link #latest}, the invoices behind the place. */
    public List<Summary> earlier(ContractTerms contract, InvoiceSubject.Place place, int limit) {
        return summaries(store.earlierOfContract(contract.contract().ref(), place, limit), known(contract));
    }

    /** The draft of the period that is open and issued last, computed now; empty if there is none. */
    public Optional<OpenPeriod> openPeriod(ContractTerms contract) {
        return store.ofContract(contract.contract().ref(), InvoiceStatus.DRAFT).reversed().stream()
                .filter(header -> header.period() != null)
                .findFirst()
                .map(header -> {
                    Drafts.Read read = read(List.of(header), true, known(contract));
                    return new OpenPeriod(
                            Objects.requireNonNull(header.period()),
                            read.invoice(header).total(),
                            days(header, read.lines(header)));
                });
    }

    private static List<OneDay> days(InvoiceHeader header, List<ComputedLine> lines) {
        ServicePeriod period = Objects.requireNonNull(header.period());
        var moment = new InvoiceMoment.Interval(period);
        List<OneDay> days = new ArrayList<>();
        Instant day = period.start().truncatedTo(ChronoUnit.DAYS);
        for (; day.isBefore(period.end()); day = day.plus(1, ChronoUnit.DAYS)) {
            Map<String, Amount> byProduct = new TreeMap<>();
            for (InvoiceLine part : Rating.window(moment, lines, day, day.plus(1, ChronoUnit.DAYS))) {
                // What is billed in a unit of its own stands beside the total, and so beside what the days come to.
                if (part.isInTotal() && part.total().value().signum() != 0) {
                    byProduct.merge(part.name(), part.total(), Amount::plus);
                }
            }
            if (!byProduct.isEmpty()) {
                days.add(new OneDay(day, byProduct));
            }
        }
        return days;
    }

    /** A customer's drafts with their lines as they stand now, the one that is issued first first. */
    public List<Invoice> drafts(CustomerId customer, int limit) {
        return invoices(store.ofCustomer(customer, InvoiceStatus.DRAFT, limit));
    }

    /**
     * What drafts would take of a customer's balances, if each was finalized as it stands now.
     *
     * @param users whose drafts can take of them: the customer, and those with whom it shares any
     */
    public List<Draw> draftDraws(CustomerId customer, Collection<CustomerId> users) {
        List<InvoiceHeader> open = store.drawingDrafts(users);
        Drafts.Read read = read(open, false);
        return open.stream()
                .flatMap(draft -> new ComputedDraft(draft, read.rated(draft)).draws().stream())
                .filter(draw -> draw.customer().equals(customer))
                .toList();
    }

    /**
     * The draft or invoice that bills what is left of each postpaid commit; an empty value where the one that did is void and
     * was not regenerated. A commit that nothing bills, or ever did, is not in the answer.
     *
     * @param commits with whose they are
     */
    public Map<BalanceId, Optional<InvoiceId>> trueUps(Map<BalanceId, CustomerId> commits) {
        Map<BalanceId, Optional<InvoiceId>> found = new HashMap<>();
        if (!commits.isEmpty()) {
            for (InvoiceHeader trueUp : store.trueUps(commits)) {
                BalanceId commit = Objects.requireNonNull(trueUp.trueUpOf());
                if (trueUp.status() != InvoiceStatus.VOID) {
                    found.put(commit, Optional.of(trueUp.id()));
                } else if (trueUp.frozen() != null) {
                    found.putIfAbsent(commit, Optional.empty());
                }
            }
        }
        return found;
    }

    /** Of each customer the finalized invoice that was issued last, in one statement; none for a customer without. */
    public Map<CustomerId, Summary> lastFinalized(Collection<CustomerId> customers) {
        return customers.isEmpty()
                ? Map.of()
                : summaries(store.lastOfCustomers(customers), Map.of()).stream()
                        .collect(Collectors.toMap(one -> one.subject().customer(), one -> one));
    }

    /** Those of the ids that exist, without their lines; drafts computed together. */
    public List<Summary> summaries(Collection<InvoiceId> ids) {
        return ids.isEmpty() ? List.of() : summaries(store.findAll(ids), Map.of());
    }

    private List<Summary> summaries(List<InvoiceHeader> headers, Map<ContractId, ContractTerms> known) {
        return summaries(headers, read(headers, false, known));
    }

    private static List<Summary> summaries(List<InvoiceHeader> headers, Drafts.Read read) {
        return headers.stream()
                .map(header -> new Summary(
                        header.subject(),
                        header.status(),
                        header.isDraft() ? read.invoice(header).total() : header.total(),
                        header.frozen() == null ? null : header.frozen().route(),
                        header.finalizeAt(),
                        header.voidedAt()))
                .toList();
    }

    /** Stores the provider's latest status; {@code external_invoice} shows it from the commit on. */
    public void recordExternal(Invoice.Ref invoice, ExternalInvoice external) {
        store.record(Map.of(invoice, external));
    }

    /** Adds why the provider refused; all else that external_invoice shows stays. */
    public void recordExternalError(Invoice.Ref invoice, String error) {
        store.recordError(invoice, error);
    }

    /** Like {@link #recordExternal(Invoice.Ref, ExternalInvoice)} for many, in one statement. */
    public void recordExternal(Map<Invoice.Ref, ExternalInvoice> all) {
        if (!all.isEmpty()) {
            store.record(all);
        }
    }

    /** The invoices of some rows, drafts computed together. */
    public List<Invoice> invoices(List<InvoiceHeader> headers) {
        return invoices(headers, Map.of());
    }

    private List<Invoice> invoices(List<InvoiceHeader> headers, Map<ContractId, ContractTerms> known) {
        Drafts.Read read = read(headers, false, known);
        Map<InvoiceId, List<InvoiceLine>> kept = lines.lines(finalized(headers));
        return headers.stream()
                .map(header -> header.isDraft()
                        ? read.invoice(header)
                        : header.with(kept.getOrDefault(header.id(), List.of())))
                .toList();
    }

    /** The lines of some rows with their quantities after each hour. */
    public Map<InvoiceId, List<ComputedLine>> withHours(List<InvoiceHeader> headers) {
        Drafts.Read read = read(headers, true);
        Map<InvoiceId, List<ComputedLine>> found = new HashMap<>(lines.withHours(finalized(headers)));
        headers.stream().filter(InvoiceHeader::isDraft).forEach(draft -> found.put(draft.id(), read.lines(draft)));
        return found;
    }

    private static Map<ContractId, ContractTerms> known(ContractTerms terms) {
        return Map.of(terms.contract().id(), terms);
    }

    private Drafts.Read read(List<InvoiceHeader> headers, boolean withHours) {
        return read(headers, withHours, Map.of());
    }

    /** @param known terms that whoever asks has read already, in the same transaction; all others are read with the drafts */
    private Drafts.Read read(List<InvoiceHeader> headers, boolean withHours, Map<ContractId, ContractTerms> known) {
        return drafts.read(headers.stream().filter(InvoiceHeader::isDraft).toList(), known, withHours);
    }

    private static List<InvoiceHeader> finalized(List<InvoiceHeader> headers) {
        return headers.stream().filter(header -> !header.isDraft()).toList();
    }

    private static DueSoFar due(InvoiceHeader header, Drafts.Read read, Instant now) {
        return switch (header.status()) {
            case VOID -> due(header, Amount.zero(header.currency()));
            case FINALIZED -> due(header, header.total());
            case DRAFT -> {
                List<ComputedLine> lines = read.lines(header);
                yield new DueSoFar(
                        header.id(),
                        header.status(),
                        header.period(),
                        Rating.certainSoFar(header.currency(), lines, now),
                        Rating.total(header.currency(), Drafts.shown(lines)));
            }
        };
    }

    private static DueSoFar due(InvoiceHeader header, Amount amount) {
        return new DueSoFar(header.id(), header.status(), header.period(), amount, amount);
    }
}

package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.historical.GivenQuantities;
import io.downbeat.invoicing.historical.HistoricalInvoice;
import io.downbeat.invoicing.historical.HistoricalRules;
import io.downbeat.invoicing.historical.HistoricalStore;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;

/**
 * Invoices of periods before invoice generation, made of given quantities: all of a request or none, final at once, and sent
 * nowhere. They draw on balances where their periods place them among the customer's drafts.
 */
public final class CreateHistoricalInvoices {
    private final Contracts contracts;
    private final Pricing pricing;
    private final HistoricalStore store;
    private final Drafts drafts;
    private final Finalization finalization;
    private final Transactions transactions;
    private final Ids ids;

    CreateHistoricalInvoices(
            Contracts contracts,
            Pricing pricing,
            HistoricalStore store,
            Drafts drafts,
            Finalization finalization,
            Transactions transactions,
            Ids ids) {
        this.contracts = contracts;
        this.pricing = pricing;
        this.store = store;
        this.drafts = drafts;
        this.finalization = finalization;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * The invoices as they are made.
     *
     * @throws Refused if one of them cannot be made, and none is
     */
    public List<Invoice> create(List<HistoricalInvoice> asked, Instant now) {
        try {
            return transactions.in(() -> {
                Map<ContractId, ContractTerms> terms = known(asked, contracts.awaitTerms(refs(asked)));
                List<HistoricalStore.Made> made = made(asked, terms, now);
                store.open(made);
                finalization.holdBalances(
                        made.stream().map(HistoricalStore.Made::draft).toList(), terms);
                List<ComputedDraft> computed = computed(made, terms);
                finalization.freeze(computed, terms, now);
                computed.forEach(one -> transactions.publish(change(one)));
                return shown(computed, terms, now);
            });
        } catch (DuplicateKeyException alive) {
            throw Refused.invalid(
                    "invoices", "another request has just made an invoice of one of these periods; look at it first");
        }
    }

    /** The same invoices, and nothing is kept of them. */
    public List<Invoice> preview(List<HistoricalInvoice> asked, Instant now) {
        Map<ContractId, ContractTerms> terms = known(asked, contracts.terms(refs(asked)));
        return shown(computed(made(asked, terms, now), terms), terms, now);
    }

    private static Change change(ComputedDraft made) {
        return Change.of("create_historical_invoice", "invoice", made.invoice().id())
                .ofCustomer(made.invoice().customer().value())
                .to(Map.of("contract_id", made.invoice().contract()));
    }

    private static Set<Contract.Ref> refs(List<HistoricalInvoice> asked) {
        Set<Contract.Ref> refs = new HashSet<>();
        asked.forEach(one -> refs.add(one.contract()));
        return refs;
    }

    private static Map<ContractId, ContractTerms> known(
            List<HistoricalInvoice> asked, Map<ContractId, ContractTerms> found) {
        for (HistoricalInvoice one : asked) {
            ContractTerms terms = found.get(one.contract().contract());
            if (terms == null || !terms.contract().ref().equals(one.contract())) {
                throw Refused.notFound(one.body().path("contract_id") + ": the customer has no contract "
                        + one.contract().contract());
            }
        }
        return found;
    }

    private List<HistoricalStore.Made> made(
            List<HistoricalInvoice> asked, Map<ContractId, ContractTerms> terms, Instant now) {
        Set<RateCardId> cards = new HashSet<>();
        for (HistoricalInvoice one : asked) {
            Contract contract = of(one.contract().contract(), terms).contract();
            HistoricalRules.hasUsageInvoices(one, contract);
            cards.add(Objects.requireNonNull(contract.rateCard()));
        }
        Map<RateCardId, PriceBook> books = pricing.priceBooks(cards);
        List<HistoricalStore.Made> made = new ArrayList<>();
        for (HistoricalInvoice one : asked) {
            ContractTerms its = of(one.contract().contract(), terms);
            PriceBook book = Objects.requireNonNull(books.get(its.contract().rateCard()));
            HistoricalRules.check(one, its, book, now);
            store.live(one.contract(), one.period()).ifPresent(live -> {
                throw one.body()
                        .invalid(
                                "inclusive_start_date",
                                "the contract has invoice " + live + " for this period; void it first");
            });
            made.add(new HistoricalStore.Made(draft(one, book, now), one.usage()));
        }
        return made;
    }

    private InvoiceHeader draft(HistoricalInvoice asked, PriceBook book, Instant now) {
        InvoiceSubject subject = new InvoiceSubject(
                new InvoiceId(ids.next()),
                asked.contract().customer(),
                asked.contract().contract(),
                InvoiceType.USAGE,
                asked.period(),
                asked.issuedAt(),
                book.currency(),
                null,
                now,
                null,
                asked.said(),
                asked.customFields());
        return new InvoiceHeader(subject, InvoiceStatus.DRAFT, 0, now, 0, null, null);
    }

    private List<ComputedDraft> computed(List<HistoricalStore.Made> made, Map<ContractId, ContractTerms> terms) {
        Map<InvoiceId, Drafts.Quantities> given = new HashMap<>();
        made.forEach(one -> given.put(one.draft().id(), new GivenQuantities(one.usage())));
        Drafts.Read read =
                drafts.read(made.stream().map(HistoricalStore.Made::draft).toList(), terms, true, given);
        return made.stream()
                .map(one -> new ComputedDraft(one.draft(), read.rated(one.draft())))
                .toList();
    }

    private static List<Invoice> shown(
            List<ComputedDraft> computed, Map<ContractId, ContractTerms> terms, Instant now) {
        return computed.stream()
                .map(one -> Finalization.finalized(one, of(one.invoice().contract(), terms), Route.historical(), now)
                        .with(Drafts.shown(one.rated().lines())))
                .toList();
    }

    private static ContractTerms of(ContractId contract, Map<ContractId, ContractTerms> terms) {
        return Objects.requireNonNull(terms.get(contract), () -> "no terms of " + contract);
    }
}

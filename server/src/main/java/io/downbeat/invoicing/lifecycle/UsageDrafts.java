package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.DraftsOpened.OpenedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.invoicing.Routes;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.platform.db.Ids;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** Opens usage drafts for periods that have begun, in the running transaction, and tells of them. */
final class UsageDrafts {
    /** A contract backdated over years opens this many at once; the work opens the others in the same portions. */
    private static final int AT_ONCE = 50;

    /** Contract terms, and from which period on drafts are missing. */
    record DraftRequest(ContractTerms terms, @Nullable Instant from) {}

    private final UsageDraftStore store;
    private final Pricing pricing;
    private final InvoicingSettings settings;
    private final Ids ids;
    private final ApplicationEventPublisher publisher;

    UsageDrafts(
            UsageDraftStore store,
            Pricing pricing,
            InvoicingSettings settings,
            Ids ids,
            ApplicationEventPublisher publisher) {
        this.store = store;
        this.pricing = pricing;
        this.settings = settings;
        this.ids = ids;
        this.publisher = publisher;
    }

    /** Opens what has begun by now, and keeps where each contract goes on. */
    void open(List<DraftRequest> wanted, Instant now) {
        Map<RateCardId, PriceBook> books = pricing.priceBooks(cards(wanted));
        List<UsageDraftStore.NewDraft> drafts = new ArrayList<>();
        List<OpenedDraft> opened = new ArrayList<>();
        List<UsageDraftStore.Cursor> cursors = new ArrayList<>();
        for (DraftRequest one : wanted) {
            Contract contract = one.terms().contract();
            UsagePeriods.Opening opening = UsagePeriods.open(contract, one.from(), now, AT_ONCE);
            for (ServicePeriod period : opening.periods()) {
                var draft = new UsageDraftStore.NewDraft(
                        new InvoiceId(ids.next()), contract.ref(), period, currency(contract, books));
                drafts.add(draft);
                opened.add(opened(draft, one.terms()));
            }
            cursors.add(new UsageDraftStore.Cursor(contract.ref(), opening.next()));
        }
        store.open(drafts, settings.grace(), now);
        store.move(cursors);
        if (!opened.isEmpty()) {
            publisher.publishEvent(new DraftsOpened(opened));
        }
    }

    /** Opens no more drafts of the contract. */
    void stop(Contract.Ref contract) {
        store.move(List.of(new UsageDraftStore.Cursor(contract, null)));
    }

    /** Up to where the contract has usage invoices, if it has any. */
    Optional<Instant> openedUntil(Contract.Ref contract) {
        return store.openedUntil(contract);
    }

    /** The draft covers another period from now on, and is issued when that one's grace is over. */
    void resize(Invoice.Ref draft, ServicePeriod period) {
        store.resize(draft, period, settings.grace());
    }

    /** The currency of a contract's usage invoices, if it has any. */
    Optional<CreditType> currency(Contract contract) {
        return prices(contract).map(PriceBook::currency);
    }

    /** What the contract's rate card says, if it has one. */
    Optional<PriceBook> prices(Contract contract) {
        return Optional.ofNullable(contract.rateCard()).map(pricing::priceBook);
    }

    private static CreditType currency(Contract contract, Map<RateCardId, PriceBook> books) {
        return Objects.requireNonNull(books.get(contract.rateCard()), () -> "no rate card of " + contract.id())
                .currency();
    }

    private static OpenedDraft opened(UsageDraftStore.NewDraft draft, ContractTerms terms) {
        return new OpenedDraft(
                draft.id(),
                draft.contract().contract(),
                draft.contract().customer(),
                draft.period(),
                Routes.named(new InvoiceMoment.Interval(draft.period()), terms));
    }

    private static Set<RateCardId> cards(List<DraftRequest> wanted) {
        Set<RateCardId> cards = new HashSet<>();
        wanted.forEach(
                one -> Optional.ofNullable(one.terms().contract().rateCard()).ifPresent(cards::add));
        return cards;
    }
}

package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.ServicePeriod;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.BalanceCuts;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.ContractPrices;
import io.downbeat.rating.CutInterval;
import io.downbeat.rating.GroupUsage;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import io.downbeat.rating.Remaining;
import io.downbeat.rating.ScheduledItem;
import io.downbeat.rating.UsageInterval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What stands on drafts at this moment, computed from terms and hourly usage for many drafts at once. A draft is
 * never stored, so it is never out of date; what it takes to compute grows with hours and groups, not with events.
 */
public final class Drafts {
    private final Pricing pricing;
    private final UsageReading usage;
    private final ScheduledStore scheduled;

    Drafts(Pricing pricing, UsageReading usage, ScheduledStore scheduled) {
        this.pricing = pricing;
        this.usage = usage;
        this.scheduled = scheduled;
    }

    /** Everything that was read for some drafts; the rest is pure. */
    public record Read(
            Map<ContractId, ContractTerms> terms,
            Map<RateCardId, PriceBook> books,
            Map<UsageInterval, List<GroupUsage>> usage,
            Map<ContractId, ScheduledItems.Billing> billing,
            Map<ProductId, Product> products) {

        ContractTerms terms(InvoiceHeader draft) {
            return Objects.requireNonNull(terms.get(draft.contract()), () -> "no terms of " + draft.contract());
        }

        public List<ComputedLine> lines(InvoiceHeader draft) {
            ContractTerms of = terms(draft);
            return Rating.rate(
                            new Rating.Subject(
                                    draft.id().value(),
                                    draft.customer(),
                                    draft.contract(),
                                    draft.period(),
                                    draft.currency()),
                            intervals(draft, of, books),
                            usage,
                            items(draft, of, billing),
                            products,
                            Remaining.NOTHING)
                    .lines();
        }

        Invoice invoice(InvoiceHeader draft) {
            return draft.with(shown(lines(draft)), terms(draft).contract().netPaymentTermsDays());
        }
    }

    public static List<InvoiceLine> shown(List<ComputedLine> lines) {
        return lines.stream().map(ComputedLine::line).toList();
    }

    /**
     * @param withHours whether the quantities after each hour are wanted too; costs a row an hour
     *     instead of one a group
     */
    public Read read(Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms, boolean withHours) {
        Map<RateCardId, PriceBook> books = books(terms.values());
        Set<UsageInterval> intervals = new LinkedHashSet<>();
        for (InvoiceHeader draft : drafts) {
            ContractTerms of = terms.get(draft.contract());
            ServicePeriod period = draft.period();
            if (of != null && period != null) {
                for (CutInterval interval : intervals(draft, of, books)) {
                    interval.parts()
                            .forEach(part -> intervals.add(UsageInterval.of(draft.customer(), period, part.term())));
                }
            }
        }
        Map<ContractId, ScheduledItems.Billing> billing = billing(terms);
        return new Read(
                terms,
                books,
                intervals.isEmpty() ? Map.of() : withHours ? usage.cumulative(intervals) : usage.quantities(intervals),
                billing,
                products(drafts, terms, billing));
    }

    private Map<RateCardId, PriceBook> books(Collection<ContractTerms> terms) {
        Set<RateCardId> cards = new HashSet<>();
        terms.forEach(of -> Optional.ofNullable(of.contract().rateCard()).ifPresent(cards::add));
        return cards.isEmpty() ? Map.of() : pricing.priceBooks(cards);
    }

    private Map<ContractId, ScheduledItems.Billing> billing(Map<ContractId, ContractTerms> terms) {
        List<Contract.Ref> withCharges = terms.values().stream()
                .filter(of -> !of.charges().isEmpty())
                .map(of -> of.contract().ref())
                .toList();
        return withCharges.isEmpty() ? Map.of() : scheduled.billing(withCharges);
    }

    private Map<ProductId, Product> products(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<ContractId, ScheduledItems.Billing> billing) {
        List<ScheduledItem> items = new ArrayList<>();
        for (InvoiceHeader draft : drafts) {
            Optional.ofNullable(terms.get(draft.contract())).ifPresent(of -> items.addAll(items(draft, of, billing)));
        }
        return items.isEmpty() ? new HashMap<>() : pricing.products(ScheduledItems.products(items));
    }

    private static List<ScheduledItem> items(
            InvoiceHeader draft, ContractTerms terms, Map<ContractId, ScheduledItems.Billing> billing) {
        return ScheduledItems.on(draft, terms, billing.getOrDefault(draft.contract(), ScheduledItems.Billing.NOTHING));
    }

    private static List<CutInterval> intervals(
            InvoiceHeader draft, ContractTerms terms, Map<RateCardId, PriceBook> books) {
        RateCardId card = terms.contract().rateCard();
        if (draft.period() == null || card == null) {
            return List.of();
        }
        PriceBook book = Objects.requireNonNull(books.get(card), () -> "no rate card " + card);
        BalanceCuts cuts = new BalanceCuts(List.of(), draft.contract(), draft.currency());
        return cuts.cut(ContractPrices.intervals(book, terms, draft.period(), cuts.nameTags()));
    }
}

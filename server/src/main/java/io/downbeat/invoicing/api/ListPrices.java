package io.downbeat.invoicing.api;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.RateView;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the products of invoices' lines cost by the rate cards of their contracts, before anything that the contracts agree on. */
final class ListPrices {
    private final Contracts contracts;
    private final Pricing pricing;

    ListPrices(Contracts contracts, Pricing pricing) {
        this.contracts = contracts;
        this.pricing = pricing;
    }

    /**
     * @param known terms of contracts that are read already
     * @param others contracts whose lines stand on invoices of another one
     */
    Known of(Map<ContractId, ContractTerms> known, Collection<Contract.Ref> others) {
        Map<ContractId, ContractTerms> terms = new HashMap<>(known);
        if (!others.isEmpty()) {
            terms.putAll(contracts.terms(others));
        }
        return new Known(
                terms,
                pricing.priceBooks(terms.values().stream()
                        .flatMap(of -> Stream.ofNullable(of.contract().rateCard()))
                        .collect(Collectors.toSet())));
    }

    /** The terms and the cards of some contracts. */
    record Known(Map<ContractId, ContractTerms> terms, Map<RateCardId, PriceBook> books) {

        /**
         * The rate of the card, as the card is now, at the moment at which the line's price begins. Empty for a line that no rate
         * of the card prices.
         */
        Optional<RateView> of(ContractId contract, InvoiceLine line) {
            ContractTerms its = terms.get(contract);
            @Nullable RateCardId card = its == null ? null : its.contract().rateCard();
            PriceBook book = card == null ? null : books.get(card);
            ProductId product = line.product().id();
            return its == null || book == null || product == null
                    ? Optional.empty()
                    : rate(book, its, product, line.source())
                            .map(rate -> RateView.of(rate.rate(), rate.unit(), rate.pricingGroupValues()));
        }

        private static Optional<ListedRate> rate(
                PriceBook book, ContractTerms terms, ProductId product, InvoiceLine.Source source) {
            Instant at = source.startingAt();
            return switch (source) {
                case InvoiceLine.Usage usage -> book.usageRate(product, usage.pricingGroupValues(), at);
                case InvoiceLine.Composite _ -> book.usageRate(product, Map.of(), at);
                case InvoiceLine.Subscribed of ->
                    Subscription.find(terms, of.subscription())
                            .flatMap(its ->
                                    book.subscriptionRate(product, its.product().frequency(), at));
                case InvoiceLine.Conversion _,
                        InvoiceLine.Applied _,
                        InvoiceLine.Scheduled _,
                        InvoiceLine.Discount _,
                        InvoiceLine.ProfessionalService _,
                        InvoiceLine.CommitPurchase _ -> Optional.empty();
            };
        }
    }
}

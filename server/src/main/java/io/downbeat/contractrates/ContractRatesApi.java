package io.downbeat.contractrates;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.Frequency;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.ListedRate;
import io.downbeat.pricing.ListedRates;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.RateView;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.prices.AgreedRate;
import io.downbeat.rating.prices.ContractPrices;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a contract's customer is entitled to at a moment, and what a unit of it costs. */
@RestController
@RequestMapping("/v1/contracts")
final class ContractRatesApi {

    /** Nothing of a contract that charges on named dates only is rated. */
    private static final Page<Row> NONE = new Page<>(List.of(), null);

    private record ProductView(String productName, List<String> productTags, Map<String, String> productCustomFields) {}

    private record Row(
            RateCardId rateCardId,
            ProductId productId,
            @JsonUnwrapped ProductView product,
            boolean entitled,
            @Nullable Frequency billingFrequency,
            RateView listRate,
            @Nullable RateView commitRate,
            @Nullable RateView overrideRate,
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Map<String, String> pricingGroupValues) {

        static Row of(RateCardId card, ListedRate listed, AgreedRate agreed) {
            Product product = listed.product();
            Map<String, String> values = listed.pricingGroupValues();
            return new Row(
                    card,
                    product.id(),
                    new ProductView(product.name(), product.tags(), product.customFields()),
                    true,
                    listed.billingFrequency(),
                    RateView.of(listed.rate(), listed.unit(), values),
                    RateView.ofCommits(listed.commitRate()),
                    agreed.overrideRate() == null ? null : RateView.of(agreed.overrideRate(), agreed.unit(), values),
                    listed.from(),
                    listed.until(),
                    values.isEmpty() ? null : values);
        }
    }

    private final Customers customers;
    private final Contracts contracts;
    private final Pricing pricing;
    private final InstantSource clock;

    ContractRatesApi(Customers customers, Contracts contracts, Pricing pricing, InstantSource clock) {
        this.customers = customers;
        this.contracts = contracts;
        this.pricing = pricing;
        this.clock = clock;
    }

    /** Rates whose product the customer is not entitled to are left out. */
    @PostMapping("/getContractRateSchedule")
    @Reads
    Page<Row> getContractRateSchedule(Body body, Query query) {
        body.knowsOnly(Set.of("customer_id", "contract_id", "at", "selectors"));
        ContractTerms terms = terms(body);
        Instant at = body.optionalInstant("at").orElseGet(clock::instant);
        RateCardId card = terms.contract().rateCard();
        if (card == null) {
            return NONE;
        }
        PriceBook book = pricing.priceBook(card);
        Function<ListedRate, AgreedRate> agreed = ContractPrices.agreedAt(terms, at);
        return ListedRates.page(
                        body,
                        query,
                        book,
                        at,
                        rate -> rate.covers(at) && agreed.apply(rate).entitled())
                .map(rate -> Row.of(card, rate, agreed.apply(rate)));
    }

    private ContractTerms terms(Body body) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        ContractId id = new ContractId(body.uuid("contract_id"));
        customers.require(customer);
        return Optional.ofNullable(
                        contracts.terms(List.of(new Contract.Ref(customer, id))).get(id))
                .orElseThrow(() -> Refused.notFound("the customer has no contract " + id));
    }
}

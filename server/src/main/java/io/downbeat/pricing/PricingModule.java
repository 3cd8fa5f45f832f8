package io.downbeat.pricing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires pricing. */
@Configuration(proxyBeanMethods = false)
@Import({
    CreditTypesApi.class,
    PriceBooks.class,
    Pricing.class,
    ProductStore.class,
    Products.class,
    ProductsApi.class,
    RateCardStore.class,
    RateCardsApi.class,
    RateStore.class,
    Rates.class,
    RatesApi.class
})
public class PricingModule {}

package io.downbeat.pricing;

import io.downbeat.pricing.products.ProductsModule;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires pricing. */
@Configuration(proxyBeanMethods = false)
@Import({
    CreateCreditTypes.class,
    CreateRateCards.class,
    CreditTypesApi.class,
    CustomCreditTypeStore.class,
    CustomCreditTypes.class,
    FollowProducts.class,
    PriceBooks.class,
    Pricing.class,
    ProductOrderApi.class,
    ProductOrderStore.class,
    ProductsModule.class,
    RateCardStore.class,
    RateCardsApi.class,
    RateStore.class,
    Rates.class,
    RatesApi.class
})
public class PricingModule {}

package io.downbeat.pricing;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import io.downbeat.pricing.products.ProductsModule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

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
public class PricingModule {

    @Bean
    CustomFieldOwner customFieldsOfRateCards(JdbcClient database) {
        return CustomFieldColumn.ofAccount(database, CustomFieldEntity.RATE_CARD, "rate_card");
    }
}

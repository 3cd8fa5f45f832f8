package io.downbeat.contracts.discounts;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires discounts. Needs the platform, pricing and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({DiscountStore.class, DiscountsPart.class})
public class DiscountsModule {

    @Bean
    CustomFieldOwner customFieldsOfDiscounts(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.DISCOUNT, "discount", "customer_id");
    }
}

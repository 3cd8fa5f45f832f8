package io.downbeat.pricing.products;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires products. */
@Configuration(proxyBeanMethods = false)
@Import({ManageProducts.class, ProductStore.class, Products.class, ProductsApi.class})
public class ProductsModule {

    @Bean
    CustomFieldOwner customFieldsOfProducts(JdbcClient database) {
        return CustomFieldColumn.ofAccount(database, CustomFieldEntity.CONTRACT_PRODUCT, "product");
    }
}

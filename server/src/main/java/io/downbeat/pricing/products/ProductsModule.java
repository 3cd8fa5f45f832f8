package io.downbeat.pricing.products;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires products. */
@Configuration(proxyBeanMethods = false)
@Import({ManageProducts.class, ProductStore.class, Products.class, ProductsApi.class})
public class ProductsModule {}

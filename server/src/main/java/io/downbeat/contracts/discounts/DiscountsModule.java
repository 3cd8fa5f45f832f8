package io.downbeat.contracts.discounts;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires discounts. Needs the platform, pricing and scheduled charges. */
@Configuration(proxyBeanMethods = false)
@Import({DiscountStore.class, DiscountsPart.class})
public class DiscountsModule {}

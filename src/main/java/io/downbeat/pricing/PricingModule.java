package io.downbeat.pricing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires pricing. */
@Configuration(proxyBeanMethods = false)
@Import({Pricing.class})
public class PricingModule {}

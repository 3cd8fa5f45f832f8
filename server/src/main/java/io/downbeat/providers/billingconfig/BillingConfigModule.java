package io.downbeat.providers.billingconfig;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the older way to configurations. Needs the platform, the customers and the providers. */
@Configuration(proxyBeanMethods = false)
@Import({BillingConfigApi.class, BillingConfigOfNewCustomer.class, BillingConfigs.class})
public class BillingConfigModule {}

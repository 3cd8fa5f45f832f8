package io.downbeat.invoicing.services;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what is billed of professional services. */
@Configuration(proxyBeanMethods = false)
@Import({ServiceInvoices.class, ServiceItemStore.class})
public class ServiceInvoicesModule {}

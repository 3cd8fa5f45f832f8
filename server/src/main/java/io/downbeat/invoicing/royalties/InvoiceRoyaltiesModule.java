package io.downbeat.invoicing.royalties;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the royalties of invoices. */
@Configuration(proxyBeanMethods = false)
@Import({InvoiceRoyalties.class, InvoiceRoyaltyStore.class})
public class InvoiceRoyaltiesModule {}

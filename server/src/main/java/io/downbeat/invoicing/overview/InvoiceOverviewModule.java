package io.downbeat.invoicing.overview;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires overviews of invoices. Needs invoicing. */
@Configuration(proxyBeanMethods = false)
@Import(CustomerInvoices.class)
public class InvoiceOverviewModule {}

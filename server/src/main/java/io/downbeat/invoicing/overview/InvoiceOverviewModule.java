package io.downbeat.invoicing.overview;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires overviews of invoices, and what usage asks of them. Needs invoicing. */
@Configuration(proxyBeanMethods = false)
@Import({CurrentPeriods.class, CustomerInvoices.class})
public class InvoiceOverviewModule {}

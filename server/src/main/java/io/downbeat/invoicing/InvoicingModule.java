package io.downbeat.invoicing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the invoices as they stand. Needs from {@code app}: an {@link InvoicingSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({Drafts.class, InvoiceRows.class, InvoiceStore.class, Invoicing.class, LineStore.class, ScheduledStore.class})
public class InvoicingModule {}

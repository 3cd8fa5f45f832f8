package io.downbeat.invoicing.purchases;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires invoices of purchases. */
@Configuration(proxyBeanMethods = false)
@Import({OutstandingSpend.class, PurchaseInvoices.class, PurchaseStore.class})
public class PurchasesModule {}

package io.downbeat.metering.invoices;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what is metered of invoices, hour by hour. Needs invoicing. */
@Configuration(proxyBeanMethods = false)
@Import({
    AssessInvoices.class,
    CarryForward.class,
    FollowInvoices.class,
    FreezeRecords.class,
    InvoicedAmounts.class,
    MeterHours.class,
    MeteredInvoiceStateStore.class
})
public class MeteredInvoicesModule {}

package io.downbeat.console.invoices;

import io.downbeat.balances.Balances;
import io.downbeat.contracts.schedule.ProviderHistory;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryStories;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.metering.settlement.Metering;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of an invoice. Needs the console's frame, invoicing, the delivery engine, metering, documents and verification. */
@Configuration(proxyBeanMethods = false)
@Import({EvidencePacks.class, InvoiceActionPages.class, InvoicePages.class, ReadInvoice.class})
public class InvoicePagesModule {

    @Bean
    ReadInvoice.Billed billedForInvoicePages(
            Invoicing invoicing, ProviderHistory history, Customers customers, Balances balances) {
        return new ReadInvoice.Billed(invoicing, history, customers, balances);
    }

    @Bean
    ReadInvoice.Delivered deliveredForInvoicePages(
            DeliveryListings deliveries, DeliveryStories stories, Metering metering) {
        return new ReadInvoice.Delivered(deliveries, stories, metering);
    }
}

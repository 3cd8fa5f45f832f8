package io.downbeat.invoicing;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the invoices as they stand. Needs from {@code app}: an {@link InvoicingSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({Drafts.class, InvoiceRows.class, InvoiceStore.class, Invoicing.class, LineStore.class, ScheduledStore.class})
public class InvoicingModule {

    @Bean
    CustomFieldOwner customFieldsOfInvoices(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.INVOICE, "invoice", "customer_id");
    }
}

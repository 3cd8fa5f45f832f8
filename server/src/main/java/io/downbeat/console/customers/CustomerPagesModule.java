package io.downbeat.console.customers;

import io.downbeat.console.Section;
import io.downbeat.customers.ManageCustomers;
import io.downbeat.providers.ArchiveConfigurations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of customers. Needs the console's frame, customers, contracts, invoicing and the delivery engine. */
@Configuration(proxyBeanMethods = false)
@Import({
    ArchivePages.class,
    ConfigurationPages.class,
    CustomerPages.class,
    CustomerRows.class,
    ListBalances.class,
    NewCustomerPages.class,
    ReadCustomer.class
})
public class CustomerPagesModule {
    static final String SECTION = "customers";

    @Bean
    ArchivePages.Archiving archiving(ManageCustomers customers, ArchiveConfigurations configurations) {
        return new ArchivePages.Archiving(customers, configurations);
    }

    @Bean
    Section customersSection() {
        return new Section(SECTION, "Customers", "/console/customers", 20);
    }
}

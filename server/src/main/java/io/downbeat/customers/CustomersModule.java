package io.downbeat.customers;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the customers. Needs the platform and custom fields. */
@Configuration(proxyBeanMethods = false)
@Import({CustomerApi.class, ManageCustomers.class, CustomerStore.class, Customers.class})
public class CustomersModule {

    @Bean
    CustomFieldOwner customFieldsOfCustomers(JdbcClient database) {
        return CustomFieldColumn.ofCustomers(database, CustomFieldEntity.CUSTOMER, "customer", "id");
    }
}

package io.downbeat.customers;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the customers. Needs the platform. */
@Configuration(proxyBeanMethods = false)
@Import({CustomerApi.class, ManageCustomers.class, CustomerStore.class, Customers.class})
public class CustomersModule {}

package io.downbeat.customers;

import io.downbeat.platform.http.Body;

/**
 * A customer came to be. Published inside the creating transaction: a listener that refuses its own part of the
 * request, such as {@code customer_billing_provider_configurations}, refuses the customer with it.
 *
 * @param request the whole body of {@code POST /v1/customers}
 */
public record CustomerCreated(Customer customer, Body request) {}

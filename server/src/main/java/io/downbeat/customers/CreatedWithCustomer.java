package io.downbeat.customers;

import io.downbeat.platform.http.Body;
import java.util.Set;

/** What another feature lets a customer be created with, such as its billing provider configurations. */
public interface CreatedWithCustomer {

    /** The members of {@code POST /v1/customers} that are read here. */
    Set<String> fields();

    /**
     * Makes what the request asks for, in the creating transaction.
     *
     * @throws io.downbeat.platform.http.Refused if it cannot be made, and then the customer is not created either
     */
    void create(CustomerId customer, Body request);
}

package io.downbeat.customers;

/** Fact, published in the creating transaction: there is a customer more. */
public record CustomerCreated(CustomerId customer) {}

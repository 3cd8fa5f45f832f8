package io.downbeat.customers;

final class CustomerApi {}

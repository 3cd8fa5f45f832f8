package io.downbeat.customers;

final class CustomerBook {}

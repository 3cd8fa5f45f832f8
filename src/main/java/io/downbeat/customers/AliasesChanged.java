package io.downbeat.customers;

import java.util.Set;

public record AliasesChanged(CustomerId customer, Set<String> added) {}

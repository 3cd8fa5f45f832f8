package io.downbeat.customers;

import java.util.UUID;

public record CustomerId(UUID value) {}

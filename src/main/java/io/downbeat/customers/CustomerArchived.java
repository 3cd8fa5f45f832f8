package io.downbeat.customers;

import java.time.Instant;

public record CustomerArchived(CustomerId customer, Instant archivedAt) {}

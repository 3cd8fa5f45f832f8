package io.downbeat.customers;

import java.time.Instant;

/** A customer was archived, which cannot be undone. Published once, inside the archiving transaction. */
public record CustomerArchived(CustomerId customer, Instant archivedAt) {}

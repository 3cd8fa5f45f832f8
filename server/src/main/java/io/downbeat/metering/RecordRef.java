package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import java.util.UUID;

/** A record and whose it is. */
record RecordRef(CustomerId customer, UUID id) {}

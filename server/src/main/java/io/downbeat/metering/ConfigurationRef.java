package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;

/** A configuration and whose it is: the key of what is metered to it. */
record ConfigurationRef(CustomerId customer, ConfigurationId configuration) {}

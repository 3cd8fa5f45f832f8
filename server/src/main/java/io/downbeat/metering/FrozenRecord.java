package io.downbeat.metering;

import io.downbeat.customers.CustomerId;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.util.UUID;

/**
 * A claimed slot as a connector sees it: everything that decides the request, as it was frozen.
 *
 * @param payload the record, byte for byte the same on every attempt
 */
public record FrozenRecord(
        UUID id,
        CustomerId customer,
        ConfigurationId configuration,
        DeliveryMethodId deliveryMethod,
        String region,
        String batchKey,
        String buyerKey,
        String dimension,
        Instant hour,
        long quantity,
        String payload) {
    RecordRef ref() {
        return new RecordRef(customer, id);
    }

    ConfigurationRef configurationRef() {
        return new ConfigurationRef(customer, configuration);
    }
}

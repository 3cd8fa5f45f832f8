package io.downbeat.console.customers;

import io.downbeat.console.words.Destination;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.Timeline;
import io.downbeat.customers.Customer;
import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.outbound.Preflight;
import io.downbeat.preflight.CheckDestination;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page of a customer needs, read at one moment.
 *
 * @param contracts of one page, the one that starts last first
 * @param more whether there are further ones
 * @param configurations all that it has and had, oldest first
 * @param failing what daily checks found amiss
 * @param checked what the provider answered just now
 */
record CustomerData(
        Customer customer,
        List<ContractTerms> contracts,
        boolean more,
        List<ProviderConfiguration> configurations,
        Map<DeliveryMethodId, DeliveryMethod> methods,
        Map<ConfigurationId, CheckDestination.Failing> failing,
        Map<ConfigurationId, List<Preflight.Point>> checked,
        DeliveryListings.@Nullable Unwell unwell,
        Instant now) {

    Map<ConfigurationId, Destination> destinations() {
        return Destination.all(configurations);
    }

    /** A segment without an end is over when its contract is. */
    static @Nullable Instant end(Contract contract, Timeline.Segment<ProviderSegment> segment) {
        Instant end = segment.until();
        return end == null ? contract.endingBefore() : end;
    }
}

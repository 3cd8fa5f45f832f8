package io.downbeat.delivery.metering;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A way on which meter slots reach a marketplace: directly, through Tackle, through a queue. One implementation each;
 * the ledger above it is the same for all.
 */
public interface MeterRoad {

    boolean leadsTo(BillingProvider provider, DeliveryMethodType method);

    /** How long after an hour's start the marketplace takes its record; at the end of it no more. */
    Duration lateWindow();

    /** How many slots of one batch key fit into one request. */
    int batchLimit();

    /**
     * Where records of a configuration go.
     *
     * @param keys the configuration's keys and, for what it does not name, the delivery method's
     * @throws UnmeterableConfiguration if a key is missing without which nothing can be metered
     */
    Address addressOf(Map<String, String> keys);

    /** The record's bytes; they never change afterwards. */
    String freeze(Address address, Map<String, String> keys, String dimension, Instant hour, long quantity);

    /**
     * Sends the frozen records once and tells what came back. Never throws for anything a network or a provider does.
     * Gives up within {@link #patience()}.
     */
    BatchAnswer send(List<FrozenSlot> slots);

    /** The longest that {@link #send} may take; less than a lease. */
    Duration patience();

    /**
     * @param region part of the natural key where a marketplace keeps its records by region, else empty
     * @param batchKey slots with the same one may share a request, such as a product code
     * @param buyerKey whom the marketplace bills, in its own terms and unique over all marketplaces
     */
    record Address(String region, String batchKey, String buyerKey) {}

    /** The configuration cannot be metered; the message says which key is missing. */
    final class UnmeterableConfiguration extends RuntimeException {
        public UnmeterableConfiguration(String message) {
            super(message, null, false, false);
        }
    }
}

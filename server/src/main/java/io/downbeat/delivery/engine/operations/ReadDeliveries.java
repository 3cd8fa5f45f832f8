package io.downbeat.delivery.engine.operations;

import io.downbeat.delivery.DeliverySummary;
import java.util.List;
import java.util.UUID;

/**
 * Deliveries as they could be read.
 *
 * @param unreadable those that nobody can make sense of; each keeps no other from being read
 */
public record ReadDeliveries(List<DeliverySummary> rows, List<Unreadable> unreadable) {

    /** @param why what is wrong with the row, without its values */
    public record Unreadable(UUID id, UUID invoice, UUID account, String why) {}
}

package io.downbeat.contracts.services;

import io.downbeat.contracts.ScheduledCharge;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work of a professional service that one invoice bills.
 *
 * @param amendment by which it was asked for, as the request said; shown on the invoice
 * @param metadata as the request gave it; shown on the line
 */
public record ServiceItem(
        UUID id,
        ProfessionalServiceId service,
        ScheduledCharge.Price price,
        @Nullable UUID amendment,
        @Nullable String metadata) {

    public ScheduledCharge.ItemId itemId() {
        return new ScheduledCharge.ItemId(id);
    }
}

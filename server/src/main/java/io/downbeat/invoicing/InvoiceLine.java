package io.downbeat.invoicing;

import io.downbeat.pricing.ProductId;
import io.downbeat.pricing.TierRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an invoice; amounts in the invoice's currency, rounded once, here.
 *
 * @param id the line's own id, stable for a finalized invoice
 * @param type {@link #USAGE} or {@link #SCHEDULED}
 * @param total what the line costs, rounded to what the currency can express
 * @param productType as the API writes it, such as {@code UsageProductListItem}
 * @param startingAt where the interval that the line prices begins; a scheduled charge's date
 * @param endingBefore exclusive; {@code null} for a scheduled charge
 * @param tier the tier priced, {@code null} for a flat rate
 * @param scheduledChargeId the charge a {@link #SCHEDULED} line comes from
 * @param scheduledItemId the item of that charge; an item is billed once
 */
public record InvoiceLine(
        UUID id,
        String type,
        String name,
        @Nullable BigDecimal quantity,
        @Nullable BigDecimal unitPrice,
        BigDecimal total,
        @Nullable ProductId product,
        @Nullable String productType,
        @Nullable Instant startingAt,
        @Nullable Instant endingBefore,
        Map<String, String> pricingGroupValues,
        Map<String, String> presentationGroupValues,
        @Nullable TierRange tier,
        @Nullable UUID scheduledChargeId,
        @Nullable UUID scheduledItemId) {
    public static final String USAGE = "usage";
    public static final String SCHEDULED = "scheduled";

    public InvoiceLine {
        pricingGroupValues = Map.copyOf(pricingGroupValues);
        presentationGroupValues = Map.copyOf(presentationGroupValues);
        if (type.equals(SCHEDULED) != (scheduledItemId != null)) {
            throw new IllegalArgumentException("a scheduled line and no other has an item: " + type + " " + name);
        }
    }
}

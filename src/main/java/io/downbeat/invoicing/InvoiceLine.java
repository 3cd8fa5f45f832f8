package io.downbeat.invoicing;

import io.downbeat.pricing.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
        @Nullable Integer tier,
        @Nullable UUID scheduledChargeId) {}

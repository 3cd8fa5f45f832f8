package io.downbeat.contracts;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ScheduledCharge(
        UUID id,
        ProductId product,
        @Nullable String name,
        CreditType currency,
        List<Item> items,
        @Nullable Instant archivedAt,
        Map<String, String> customFields) {
    public record Item(UUID id, Instant timestamp, BigDecimal unitPrice, BigDecimal quantity, BigDecimal amount) {}
}

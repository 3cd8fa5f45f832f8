package io.downbeat.invoicing;

import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record InvoiceRoute(
        @Nullable ConfigurationId configuration,
        @Nullable UUID segmentId,
        @Nullable Instant segmentEffectiveAt,
        @Nullable UUID editId,
        String rule) {}

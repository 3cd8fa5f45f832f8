package io.downbeat.contracts;

import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ProviderSegment(
        UUID id,
        @Nullable ConfigurationId configuration,
        Instant effectiveAt,
        Instant createdAt,
        @Nullable UUID editId) {}

package io.downbeat.metering.records;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A metering record on the wire. */
record MeteringRecordView(
        UUID id,
        UUID billingProviderConfigurationId,
        UUID customerId,
        BillingProvider billingProvider,
        DeliveryMethodType deliveryMethod,
        String region,
        String dimension,
        Instant hour,
        long quantity,
        @JsonUnwrapped Progress progress,
        List<Part> parts) {

    /** How far it is on its way to the marketplace. */
    record Progress(
            RecordState state,
            int attempts,
            @Nullable String providerRef,
            @Nullable String errorCode,
            @Nullable String error,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant nextReadAt,
            Instant deadlineAt) {}

    record Part(UUID invoiceId, long cents) {}
}

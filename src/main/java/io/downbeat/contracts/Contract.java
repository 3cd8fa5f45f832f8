package io.downbeat.contracts;

import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

public record Contract(
        ContractId id,
        CustomerId customer,
        @Nullable String name,
        Instant startingAt,
        @Nullable Instant endingBefore,
        @Nullable RateCardId rateCard,
        StatementSchedule statements,
        @Nullable Instant invoiceGenerationStartingAt,
        int netPaymentTermsDays,
        boolean consolidatesScheduledCharges,
        Map<String, String> customFields,
        Instant createdAt,
        @Nullable Instant archivedAt) {
    public ServicePeriods periods() {
        return new ServicePeriods(statements, startingAt, endingBefore);
    }
}

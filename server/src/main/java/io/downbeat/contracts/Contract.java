package io.downbeat.contracts;

import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a customer agreed to, as it stands after every edit so far.
 *
 * @param startingAt the first instant the contract covers, on a full hour
 * @param endingBefore the exclusive end, on a full hour; {@code null} for an open contract
 * @param rateCard what usage costs; {@code null} for a contract that charges on named dates only
 * @param statements how often usage statements come
 * @param invoiceGenerationStartingAt no usage invoice is made for a period that starts before it
 * @param netPaymentTermsDays days between an invoice's issue and the day it is due
 * @param consolidatesScheduledCharges whether scheduled charges ride on usage invoices; never changes
 * @param archivedAt from when on nothing is billed any more
 */
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
    public Contract {
        if (endingBefore != null && !startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException("a contract needs start before end: " + startingAt + " " + endingBefore);
        }
        if (netPaymentTermsDays < 0) {
            throw new IllegalArgumentException("net payment terms are not negative: " + netPaymentTermsDays);
        }
        customFields = Map.copyOf(customFields);
    }

    /** The service periods of its usage invoices; they tile the contract. */
    public ServicePeriods periods() {
        return new ServicePeriods(statements, startingAt, endingBefore);
    }

    Contract withName(@Nullable String changed) {
        return new Contract(
                id,
                customer,
                changed,
                startingAt,
                endingBefore,
                rateCard,
                statements,
                invoiceGenerationStartingAt,
                netPaymentTermsDays,
                consolidatesScheduledCharges,
                customFields,
                createdAt,
                archivedAt);
    }

    Contract withEnd(@Nullable Instant changed) {
        return new Contract(
                id,
                customer,
                name,
                startingAt,
                changed,
                rateCard,
                statements,
                invoiceGenerationStartingAt,
                netPaymentTermsDays,
                consolidatesScheduledCharges,
                customFields,
                createdAt,
                archivedAt);
    }

    Contract withNetPaymentTermsDays(int changed) {
        return new Contract(
                id,
                customer,
                name,
                startingAt,
                endingBefore,
                rateCard,
                statements,
                invoiceGenerationStartingAt,
                changed,
                consolidatesScheduledCharges,
                customFields,
                createdAt,
                archivedAt);
    }

    Contract archived(Instant changed) {
        return new Contract(
                id,
                customer,
                name,
                startingAt,
                endingBefore,
                rateCard,
                statements,
                invoiceGenerationStartingAt,
                netPaymentTermsDays,
                consolidatesScheduledCharges,
                customFields,
                createdAt,
                changed);
    }
}

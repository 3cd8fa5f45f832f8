package io.downbeat.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.core.ServicePeriods;
import io.downbeat.core.StatementSchedule;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.RateCardId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the head of every contract, as it is after every edit so far. What it agrees on besides, one kind of
 * term at a time, is in {@link ContractTerms}.
 *
 * @param endingBefore the exclusive end, on a full hour; {@code null} for an open contract
 * @param netPaymentTermsDays days between an invoice's issue and the day it is due
 * @param archivedAt from when on nothing is billed any more
 */
public record Contract(
        Fixed fixed,
        @Nullable String name,
        @Nullable Instant endingBefore,
        int netPaymentTermsDays,
        @Nullable Instant archivedAt) {

    /** The key: whose it is, and which. Whatever a contract has is found by both. */
    public record Ref(CustomerId customer, ContractId contract) {}

    /** Names the package that a contract was created from. */
    public record PackageId(@JsonValue UUID value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /**
     * Which of the contracts that were created from a package are asked for.
     *
     * @param from only those that did not end by then
     * @param covering only those that cover this moment
     */
    public record OfPackage(
            PackageId id,
            boolean archivedToo,
            @Nullable Instant from,
            @Nullable Instant covering) {}

    /** Which of several multipliers in force on one rate holds; overwritten rates stand before them all. */
    public enum MultiplierPrioritization {
        LOWEST_MULTIPLIER,
        /** The one with the smallest priority, which every multiplier then has. */
        EXPLICIT
    }

    /**
     * What no edit changes.
     *
     * @param startingAt the first instant the contract covers, on a full hour
     * @param rateCard what usage costs; {@code null} for a contract that charges on named dates only
     * @param statements how often usage statements come
     * @param invoiceGenerationStartingAt no usage invoice is made for a period that starts before it
     * @param consolidatesScheduledCharges whether scheduled charges ride on usage invoices
     * @param multiplierPrioritization which of several multipliers on one rate holds
     */
    public record Fixed(
            ContractId id,
            CustomerId customer,
            Instant startingAt,
            @Nullable RateCardId rateCard,
            StatementSchedule statements,
            @Nullable Instant invoiceGenerationStartingAt,
            boolean consolidatesScheduledCharges,
            MultiplierPrioritization multiplierPrioritization,
            Map<String, String> customFields,
            Instant createdAt) {
        public Fixed {
            customFields = Map.copyOf(customFields);
        }
    }

    public Contract {
        if (endingBefore != null && !fixed.startingAt.isBefore(endingBefore)) {
            throw new IllegalArgumentException(
                    "a contract needs start before end: " + fixed.startingAt + " " + endingBefore);
        }
        if (netPaymentTermsDays < 0) {
            throw new IllegalArgumentException("net payment terms are not negative: " + netPaymentTermsDays);
        }
    }

    public Ref ref() {
        return new Ref(fixed.customer, fixed.id);
    }

    public ContractId id() {
        return fixed.id;
    }

    public CustomerId customer() {
        return fixed.customer;
    }

    public Instant startingAt() {
        return fixed.startingAt;
    }

    public @Nullable RateCardId rateCard() {
        return fixed.rateCard;
    }

    public StatementSchedule statements() {
        return fixed.statements;
    }

    public @Nullable Instant invoiceGenerationStartingAt() {
        return fixed.invoiceGenerationStartingAt;
    }

    public boolean consolidatesScheduledCharges() {
        return fixed.consolidatesScheduledCharges;
    }

    public MultiplierPrioritization multiplierPrioritization() {
        return fixed.multiplierPrioritization;
    }

    public Map<String, String> customFields() {
        return fixed.customFields;
    }

    public Instant createdAt() {
        return fixed.createdAt;
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    /** The service periods of its usage invoices; they tile the contract. */
    public ServicePeriods periods() {
        return new ServicePeriods(fixed.statements, fixed.startingAt, endingBefore);
    }

    Contract withName(@Nullable String changed) {
        return new Contract(fixed, changed, endingBefore, netPaymentTermsDays, archivedAt);
    }

    Contract withEnd(@Nullable Instant changed) {
        return new Contract(fixed, name, changed, netPaymentTermsDays, archivedAt);
    }

    Contract withNetPaymentTermsDays(int changed) {
        return new Contract(fixed, name, endingBefore, changed, archivedAt);
    }

    Contract archived(Instant now) {
        return new Contract(fixed, name, endingBefore, netPaymentTermsDays, now);
    }
}

package io.downbeat.balances;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A commit or a credit: amounts that pay for usage, and what is paid for them. Terms alone; what was drawn of it is
 * {@link Standing}.
 *
 * @param unit what its amounts are in (cents for USD, else whole units)
 * @param segments in the order of their starts
 * @param payments {@code null} for a credit
 * @param archivedAt from when on it pays nothing and is not charged
 */
public record Balance(
        BalanceId id,
        CustomerId customer,
        BalanceScope scope,
        BalanceType type,
        BalanceTerms terms,
        CreditType unit,
        List<AccessSegment> segments,
        @Nullable PaymentSchedule payments,
        BalanceOrigin origin,
        Instant createdAt,
        @Nullable Instant archivedAt) {
    public Balance {
        segments = List.copyOf(segments);
        if (type == BalanceType.CREDIT && payments != null) {
            throw new IllegalArgumentException("a credit is not paid for: " + id);
        }
        if (type == BalanceType.POSTPAID && segments.size() != 1) {
            throw new IllegalArgumentException("a postpaid commit has exactly one segment: " + id);
        }
    }

    /**
     * What is paid for a unit of it: the sum of its payments by the sum of its segments, 0 if either is 0. For example 0.8
     * for access to 100,000 cents at 80,000.
     */
    public BigDecimal costBasis() {
        BigDecimal access = access();
        BigDecimal paid = payments == null ? BigDecimal.ZERO : payments.total();
        return access.signum() == 0 || paid.signum() == 0
                ? BigDecimal.ZERO
                : paid.divide(access, MathContext.DECIMAL128).stripTrailingZeros();
    }

    public boolean isCommit() {
        return type != BalanceType.CREDIT;
    }

    /** {@code commit} or {@code credit}, as sentences and the audit log name it. */
    public String word() {
        return isCommit() ? "commit" : "credit";
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    /** Whether it can pay for a contract's usage that is priced in the unit, what it applies to aside. */
    public boolean canPay(UUID contract, CreditType currency) {
        return !isArchived() && unit.equals(currency) && scope.includes(contract);
    }

    /** What can be used of it in all, before anything is drawn. */
    public BigDecimal access() {
        return segments.stream().map(AccessSegment::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The same balance with other terms and schedules; what it is and who holds it stays. */
    public Balance edited(
            BalanceScope changedScope,
            BalanceTerms changedTerms,
            List<AccessSegment> changedSegments,
            @Nullable PaymentSchedule changedPayments) {
        return new Balance(
                id,
                customer,
                changedScope,
                type,
                changedTerms,
                unit,
                changedSegments,
                changedPayments,
                origin,
                createdAt,
                archivedAt);
    }

    public Balance archived(Instant now) {
        return new Balance(id, customer, scope, type, terms, unit, segments, payments, origin, createdAt, now);
    }
}

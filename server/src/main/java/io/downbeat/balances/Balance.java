package io.downbeat.balances;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
        if (origin.isRollover() && (segments.size() != 1 || !(scope instanceof BalanceScope.OfContract))) {
            throw new IllegalArgumentException("what rolled over is a contract's and has exactly one segment: " + id);
        }
        if (type == BalanceType.POSTPAID && !unit.isCurrency()) {
            throw new IllegalArgumentException("what is left of a postpaid commit is billed, so it is money: " + id);
        }
    }

    /**
     * What is paid for a unit of it: the sum of its payments by the sum of its segments, 0 if either is 0. For example 0.8
     * for access to 100,000 cents at 80,000. What rolled over has that of the balance it came from.
     */
    public BigDecimal costBasis() {
        if (origin.rolledOver() != null) {
            return origin.rolledOver().costBasis();
        }
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

    /** Whether it can pay for a contract's usage that is priced in its unit, what it applies to aside. */
    public boolean canPay(BalanceHolder contract) {
        return !isArchived() && isFor(contract);
    }

    /** Whether the contract may use it: one of its customer, or a child of the contract that shares it. */
    public boolean isFor(BalanceHolder contract) {
        return switch (scope) {
            case BalanceScope.OfContract of -> of.includes(contract.contract());
            case BalanceScope.OfCustomer of -> customer.equals(contract.customer()) && of.includes(contract.contract());
        };
    }

    /** Whether children of its contract may use it, if there are any. */
    public boolean isShared() {
        return scope instanceof BalanceScope.OfContract of && of.isShared();
    }

    /**
     * A shared one with the children that may use it by name. It ends with its contract, for the children too: a segment
     * that would begin later is left out, so what rolls over is told by the balance as it was before.
     *
     * @param family the children of its contract
     * @param until when the contract ends; {@code null} for never
     */
    public Balance sharedWith(Set<UUID> family, @Nullable Instant until) {
        if (!(scope instanceof BalanceScope.OfContract(UUID contract, BalanceScope.ChildAccess access))) {
            return this;
        }
        Set<UUID> children = new HashSet<>(family);
        if (access instanceof BalanceScope.ChildAccess.Only(Set<UUID> named)) {
            children.retainAll(named);
        }
        List<AccessSegment> lasting = segments.stream()
                .flatMap(segment -> segment.until(until).stream())
                .toList();
        if (lasting.isEmpty()) {
            return edited(new BalanceScope.OfContract(contract), terms, segments, payments);
        }
        return edited(
                new BalanceScope.OfContract(contract, new BalanceScope.ChildAccess.Only(children)),
                terms,
                lasting,
                payments);
    }

    /** With segments that end no later than its contract does. One that begins later can never be used, and stays as it is. */
    public Balance until(@Nullable Instant end) {
        return end == null
                        || segments.stream()
                                .noneMatch(segment -> segment.endingBefore().isAfter(end))
                ? this
                : edited(
                        scope,
                        terms,
                        segments.stream()
                                .map(segment -> segment.until(end).orElse(segment))
                                .toList(),
                        payments);
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

    /**
     * The payment of a postpaid commit that bills what is left of it, once no usage can draw any more; empty where nothing is
     * owed for the rest, and for what is paid ahead.
     */
    public Optional<PaymentItem> trueUp() {
        return type == BalanceType.POSTPAID
                        && !isArchived()
                        && payments != null
                        && !payments.doNotInvoice()
                        && !payments.restWaived()
                ? payments.items().stream().findFirst()
                : Optional.empty();
    }

    /** A postpaid commit whose rest is owed no more; it expires where its access ends. */
    public Balance withRestWaived() {
        PaymentSchedule owed = Objects.requireNonNull(payments, "a credit owes nothing");
        return edited(scope, terms, segments, owed.waivingRest());
    }

    /** What rolled over, with the amount that it comes to; in arrears as much is owed. */
    public Balance rolled(BigDecimal amount) {
        AccessSegment segment = segments.getFirst();
        return edited(
                scope,
                terms,
                List.of(new AccessSegment(segment.id(), amount, segment.startingAt(), segment.endingBefore())),
                payments == null ? null : payments.of(type == BalanceType.POSTPAID ? amount : BigDecimal.ZERO));
    }

    public Balance archived(Instant now) {
        return new Balance(id, customer, scope, type, terms, unit, segments, payments, origin, createdAt, now);
    }
}

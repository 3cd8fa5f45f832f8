package io.downbeat.customeralerts.rules;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.Ledger;
import io.downbeat.invoicing.accounts.OpenAccount.HeldBalance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is left of commits and credits: as an amount, as a share of what was granted, or in days. Only segments count that can
 * be used at the moment: what is over or to come is neither left nor granted. What is one seat's alone is {@link SeatMeasure}'s.
 */
final class BalanceMeasure {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    /** Of a percentage in a message; the comparison itself is exact. */
    private static final int SHOWN_DECIMALS = 2;

    private BalanceMeasure() {}

    static Finding find(Alert.Condition condition, Account account) {
        if (condition.type().measured() == AlertType.Measured.DAYS) {
            return days(condition, account);
        }
        List<HeldBalance> items = counted(condition, account)
                .filter(item -> active(item, account.now()).findAny().isPresent())
                .toList();
        return condition.grouping().isPresent()
                ? byField(condition, condition.grouping().get(), items, account.now())
                : Finding.ofWhole(reading(condition, Group.WHOLE, items, account.now()));
    }

    /** When a segment starts, runs low in days, or ends. */
    static Stream<Instant> moments(Alert.Condition condition, Account account) {
        boolean inDays = condition.type().measured() == AlertType.Measured.DAYS;
        return counted(condition, account)
                .flatMap(item -> ofNoSeat(item).flatMap(segment -> {
                    Instant end = end(item, segment);
                    return inDays
                            ? Stream.of(segment.startingAt(), end.minus(days(condition)), end)
                            : Stream.of(segment.startingAt(), end);
                }));
    }

    private static Stream<HeldBalance> counted(Alert.Condition condition, Account account) {
        return account.open().balances().stream()
                .filter(item -> condition.type().items().include(item.standing().balance()))
                .filter(item -> condition.creditType() == null
                        || condition
                                .creditType()
                                .equals(item.standing().balance().unit()))
                .filter(item -> condition.fieldFilters().stream().allMatch(filter -> filter.matches(item)))
                .filter(item -> condition.specifiers().isEmpty()
                        || condition.specifiers().stream().anyMatch(specifier -> specifier.matches(item)));
    }

    private static Stream<AccessSegment> ofNoSeat(HeldBalance item) {
        return item.standing().balance().segments().stream()
                .filter(segment -> segment.seats() == null || segment.seats().seat() == null);
    }

    private static Stream<AccessSegment> active(HeldBalance item, Instant now) {
        return ofNoSeat(item).filter(segment -> Ledger.isActive(segment, item.endsAt(), now));
    }

    /** Each value of the field by itself, and the whole, which is in alarm as long as any of them is. */
    private static Finding byField(Alert.Condition condition, FieldFilter field, List<HeldBalance> items, Instant now) {
        Map<String, List<HeldBalance>> groups = new TreeMap<>();
        items.forEach(item -> field.valueOf(item)
                .ifPresent(value ->
                        groups.computeIfAbsent(value, _ -> new ArrayList<>()).add(item)));
        List<Finding.Reading> readings = new ArrayList<>();
        groups.forEach((value, its) -> readings.add(reading(condition, Group.of(field.key(), value), its, now)));
        Optional<Finding.Reading> worst =
                readings.stream().filter(Finding.Reading::isReached).findFirst();
        readings.add(new Finding.Reading(
                Group.WHOLE,
                worst.isPresent(),
                items.isEmpty(),
                worst.map(Finding.Reading::properties)
                        .orElseGet(() ->
                                reading(condition, Group.WHOLE, items, now).properties())));
        return Finding.ofParts(readings);
    }

    private static Finding.Reading reading(
            Alert.Condition condition, Group group, List<HeldBalance> items, Instant now) {
        BigDecimal left = items.stream()
                .flatMap(item -> active(item, now)
                        .map(segment -> item.standing().left(segment).max(BigDecimal.ZERO)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal granted = items.stream()
                .flatMap(item -> active(item, now))
                .map(AccessSegment::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean isShare = condition.type().measured() == AlertType.Measured.PERCENTAGE;
        boolean isEmpty = items.isEmpty() || isShare && granted.signum() == 0;
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "credit_type_id", Objects.requireNonNull(condition.creditType()).id());
        properties.put("remaining_balance", Finding.plain(left));
        if (isShare && !isEmpty) {
            properties.put(
                    "remaining_percentage",
                    Finding.plain(left.multiply(HUNDRED).divide(granted, SHOWN_DECIMALS, RoundingMode.HALF_UP)));
        }
        if (items.size() == 1) {
            name(items.getFirst(), properties);
        }
        boolean isLow = isShare
                ? left.multiply(HUNDRED).compareTo(condition.threshold().multiply(granted)) <= 0
                : left.compareTo(condition.threshold()) <= 0;
        return new Finding.Reading(group, !isEmpty && isLow, isEmpty, properties);
    }

    /** Each segment by itself. One that was moved to end later is over its threshold again; one that ended is gone. */
    private static Finding days(Alert.Condition condition, Account account) {
        Instant now = account.now();
        List<Finding.Reading> readings = new ArrayList<>();
        counted(condition, account)
                .forEach(item -> active(item, now).forEach(segment -> {
                    Instant end = end(item, segment);
                    Map<String, Object> properties = new LinkedHashMap<>();
                    name(item, properties);
                    properties.put("segment_id", segment.id());
                    properties.put("remaining_days", wholeDays(Duration.between(now, end)));
                    readings.add(new Finding.Reading(
                            Group.of("segment_id", segment.id().toString()),
                            !now.isBefore(end.minus(days(condition))),
                            false,
                            properties));
                }));
        return Finding.ofParts(readings);
    }

    private static Duration days(Alert.Condition condition) {
        return Duration.ofDays(condition.threshold().longValueExact());
    }

    /** Begun days count. */
    private static long wholeDays(Duration left) {
        return left.toDays() + (left.equals(Duration.ofDays(left.toDays())) ? 0 : 1);
    }

    /** What a contract's balance is good for ends with the contract. */
    static Instant end(HeldBalance item, AccessSegment segment) {
        Instant end = item.endsAt();
        return end != null && end.isBefore(segment.endingBefore()) ? end : segment.endingBefore();
    }

    static void name(HeldBalance item, Map<String, Object> properties) {
        Balance balance = item.standing().balance();
        properties.put(balance.isCommit() ? "commit_id" : "credit_id", balance.id());
    }
}

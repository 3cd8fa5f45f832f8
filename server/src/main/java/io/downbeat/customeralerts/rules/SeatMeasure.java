package io.downbeat.customeralerts.rules;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Ledger;
import io.downbeat.invoicing.accounts.OpenAccount.HeldBalance;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What single seats have left of what commits and credits gave them alone. A seat counts as long as something of it can be used,
 * also one that was taken away from its holder; an unassigned one has nothing.
 */
final class SeatMeasure {

    /** What a balance gives one seat. */
    private record Grant(HeldBalance item, AccessSegment segment) {
        String seat() {
            return Objects.requireNonNull(
                    Objects.requireNonNull(segment.seats()).seat());
        }

        BigDecimal left() {
            return item.standing().left(segment).max(BigDecimal.ZERO);
        }
    }

    private SeatMeasure() {}

    static Finding find(Alert.Condition condition, Account account) {
        SeatFilter filter = Objects.requireNonNull(condition.seats());
        Map<String, List<Grant>> seats = new TreeMap<>();
        grants(condition, account)
                .filter(grant -> Ledger.isActive(grant.segment, grant.item.endsAt(), account.now()))
                .forEach(grant -> seats.computeIfAbsent(grant.seat(), _ -> new ArrayList<>())
                        .add(grant));
        if (filter.seatGroupValue() != null) {
            return Finding.ofWhole(
                    reading(condition, Group.WHOLE, seats.getOrDefault(filter.seatGroupValue(), List.of())));
        }
        return Finding.ofParts(seats.entrySet().stream()
                .map(seat -> reading(condition, Group.of(filter.seatGroupKey(), seat.getKey()), seat.getValue()))
                .toList());
    }

    /** When something for a seat starts or ends. */
    static Stream<Instant> moments(Alert.Condition condition, Account account) {
        return grants(condition, account)
                .flatMap(grant -> Stream.of(grant.segment.startingAt(), BalanceMeasure.end(grant.item, grant.segment)));
    }

    private static Stream<Grant> grants(Alert.Condition condition, Account account) {
        SeatFilter filter = Objects.requireNonNull(condition.seats());
        return account.open().balances().stream()
                .filter(item -> item.standing().balance().unit().equals(condition.creditType()))
                .flatMap(item -> item.standing().balance().segments().stream()
                        .filter(segment -> isFor(filter, segment.seats()))
                        .map(segment -> new Grant(item, segment)));
    }

    private static boolean isFor(SeatFilter filter, AccessSegment.@Nullable Seats seats) {
        return seats != null
                && seats.groupKey() != null
                && seats.seat() != null
                && filter.admits(seats.groupKey(), seats.seat());
    }

    private static Finding.Reading reading(Alert.Condition condition, Group group, List<Grant> grants) {
        BigDecimal left = grants.stream().map(Grant::left).reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "credit_type_id", Objects.requireNonNull(condition.creditType()).id());
        properties.put("remaining_balance", Finding.plain(left));
        List<HeldBalance> items = grants.stream().map(Grant::item).distinct().toList();
        if (items.size() == 1) {
            BalanceMeasure.name(items.getFirst(), properties);
        }
        return new Finding.Reading(
                group, !grants.isEmpty() && left.compareTo(condition.threshold()) <= 0, grants.isEmpty(), properties);
    }
}

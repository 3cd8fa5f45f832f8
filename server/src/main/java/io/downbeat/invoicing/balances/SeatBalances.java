package io.downbeat.invoicing.balances;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Ledger;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.contracts.subscriptions.SeatSchedule;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.Timeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** What is given for the single seats of a contract's subscriptions, and what is left of it. */
final class SeatBalances {

    /** When: any moment of {@code [from, until)}, both included where they are one. */
    record Span(Instant from, Instant until) {
        boolean touches(AccessSegment segment) {
            return isBefore(segment.startingAt()) && segment.endingBefore().isAfter(from);
        }

        boolean touches(Timeline.Segment<?> segment) {
            return isBefore(segment.from())
                    && (segment.until() == null || segment.until().isAfter(from));
        }

        private boolean isBefore(Instant start) {
            return from.equals(until) ? !start.isAfter(from) : start.isBefore(until);
        }
    }

    /**
     * What a balance gives one seat.
     *
     * @param history of that alone
     */
    record Item(Balance balance, AccessSegment segment, Ledger.History history) {
        BigDecimal left() {
            return history.left(segment).max(BigDecimal.ZERO);
        }
    }

    /**
     * One that has a seat, had or will have.
     *
     * @param isThere whether it has the seat in the span, or something that can be used then
     */
    record Seat(String id, boolean isThere, List<Item> items) {}

    private final Balances balances;
    private final BalanceHistories histories;

    SeatBalances(Balances balances, BalanceHistories histories) {
        this.balances = balances;
        this.histories = histories;
    }

    /**
     * All seats of the subscriptions, by their ids.
     *
     * @param subscriptions SEAT_BASED ones of the contract
     */
    Map<String, Seat> of(ContractTerms terms, Collection<Subscription> subscriptions, Span span) {
        Map<String, List<Item>> items = items(terms, subscriptions, span);
        Map<String, Boolean> assigned = assigned(subscriptions, span);
        Map<String, Seat> seats = new TreeMap<>();
        assigned.forEach((seat, isThere) -> {
            List<Item> its = items.getOrDefault(seat, List.of());
            seats.put(seat, new Seat(seat, isThere || !its.isEmpty(), its));
        });
        return seats;
    }

    /** Everybody who is assigned at any moment, and whether it is in the span. */
    private static Map<String, Boolean> assigned(Collection<Subscription> subscriptions, Span span) {
        Map<String, Boolean> assigned = new TreeMap<>();
        for (Subscription one : subscriptions) {
            for (Timeline.Segment<SeatSchedule.Seats> segment :
                    one.seats().timeline().segments()) {
                segment.value()
                        .assigned()
                        .forEach(seat -> assigned.merge(seat, span.touches(segment), Boolean::logicalOr));
            }
        }
        return assigned;
    }

    private Map<String, List<Item>> items(ContractTerms terms, Collection<Subscription> subscriptions, Span span) {
        List<SubscriptionId> ids = subscriptions.stream().map(Subscription::id).toList();
        Map<UUID, SubscriptionId> links = RecurringPart.links(terms);
        BalanceHolder holder = new BalanceHolder(
                terms.contract().customer(), terms.contract().id().value());
        List<Balance> linked = balances.ofContracts(List.of(holder)).getOrDefault(holder, List.of()).stream()
                .filter(balance -> !balance.isArchived() && isOf(balance, links, ids))
                .toList();
        Map<BalanceId, Ledger.History> known =
                linked.isEmpty() ? Map.of() : histories.of(holder.customer(), linked, true);
        Map<String, List<Item>> items = new TreeMap<>();
        for (Balance balance : linked) {
            Ledger.History history = Objects.requireNonNull(known.get(balance.id()));
            for (AccessSegment segment : balance.segments()) {
                AccessSegment.Seats seats = segment.seats();
                if (seats != null && seats.seat() != null && span.touches(segment)) {
                    items.computeIfAbsent(seats.seat(), _ -> new ArrayList<>())
                            .add(new Item(balance, segment, alone(history, segment)));
                }
            }
        }
        return items;
    }

    private static boolean isOf(Balance balance, Map<UUID, SubscriptionId> links, List<SubscriptionId> ids) {
        UUID recurring = balance.origin().recurring();
        return recurring != null && links.containsKey(recurring) && ids.contains(links.get(recurring));
    }

    /** The history of one segment of a balance. */
    private static Ledger.History alone(Ledger.History all, AccessSegment segment) {
        Balance balance = all.balance();
        return new Ledger.History(
                balance.edited(balance.scope(), balance.terms(), List.of(segment), balance.payments()),
                all.draws().stream()
                        .filter(draw -> draw.segment().equals(segment.id()))
                        .toList(),
                all.entries().stream()
                        .filter(entry -> entry.segment().equals(segment.id()))
                        .toList(),
                all.rolled().stream()
                        .filter(rolled -> rolled.segment().equals(segment.id()))
                        .toList(),
                all.endsAt(),
                all.billsTheRest(),
                all.trueUp());
    }
}

package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.HourBoundary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads from requests what is to become of a subscription: its end, how many there are, and who has a seat. */
final class SubscriptionUpdates {
    private static final String ENDING_BEFORE = "ending_before";
    private static final String QUANTITIES = "quantity_updates";
    private static final String SEATS = "seat_updates";
    private static final String MODE = "quantity_management_mode_update";
    private static final String ROUNDING = "proration_rounding";
    private static final Set<String> FIELDS =
            Set.of("subscription_id", ENDING_BEFORE, QUANTITIES, SEATS, MODE, ROUNDING);

    private SubscriptionUpdates() {}

    /**
     * @param billed what finalized invoices bill of it
     * @throws io.downbeat.platform.http.Refused if it cannot become so
     */
    static Subscription updated(Subscription before, Body body, Contract contract, List<ServicePeriod> billed) {
        body.knowsOnly(FIELDS);
        Subscription after = before;
        if (body.mentions(ENDING_BEFORE)) {
            after = after.withEnd(SubscriptionRequests.end(body, before.startingAt(), contract));
            refuseBilledToItsEnd(before, after, body, contract, billed);
        }
        if (body.mentions(ROUNDING)) {
            after = after.withRounding(body.optionalObject(ROUNDING)
                    .map(SubscriptionRequests::rounding)
                    .orElse(null));
        }
        Optional<Body> mode = body.optionalObject(MODE);
        if (mode.isPresent()) {
            after = seatBased(after, mode.get());
        }
        after = quantities(after, body, after.end(contract));
        Optional<Body> seats = body.optionalObject(SEATS);
        return seats.isPresent() ? seats(after, body, seats.get(), after.end(contract)) : after;
    }

    /** What an end cut off of a period that is billed cannot be billed any more: an invoice is final. */
    private static void refuseBilledToItsEnd(
            Subscription before, Subscription after, Body body, Contract contract, List<ServicePeriod> billed) {
        Instant old = before.end(contract);
        Instant end = after.end(contract);
        BillingGrid grid = new BillingGrid(before, contract);
        // Also behind an end that was moved earlier since: what was billed up to is what no invoice goes beyond.
        if (old != null
                && (end == null || end.isAfter(old))
                && billed.stream()
                        .map(ServicePeriod::end)
                        // What was caught up with ends where what was billed before begins.
                        .filter(last ->
                                billed.stream().noneMatch(other -> other.start().equals(last)))
                        .anyMatch(last -> (end == null || last.isBefore(end)) && !grid.isBoundary(last))) {
            throw body.invalid(
                    ENDING_BEFORE, "the last period is already billed up to its end, add a new subscription");
        }
    }

    private static Subscription seatBased(Subscription before, Body mode) {
        mode.knowsOnly(Set.of("quantity_management_mode", "seat_config"));
        if (mode.oneOf("quantity_management_mode", Subscription.QuantityMode.class)
                != Subscription.QuantityMode.SEAT_BASED) {
            throw mode.invalid("quantity_management_mode", "can be changed to SEAT_BASED only");
        }
        if (before.isSeatBased()) {
            throw mode.invalid("quantity_management_mode", "is SEAT_BASED already");
        }
        boolean areWhole = before.seats().timeline().segments().stream()
                .allMatch(segment -> segment.value().quantity().scale() <= 0);
        if (!areWhole) {
            throw mode.invalid("quantity_management_mode", "needs whole quantities, and this subscription has others");
        }
        Body seats = mode.object("seat_config");
        seats.knowsOnly(Set.of("seat_group_key"));
        return before.withSeats(SubscriptionRequests.groupKey(seats));
    }

    private static Subscription quantities(Subscription before, Body body, @Nullable Instant end) {
        List<Body> updates = body.optionalObjects(QUANTITIES);
        if (updates.isEmpty()) {
            return before;
        }
        if (before.isSeatBased()) {
            throw body.invalid(QUANTITIES, "not with SEAT_BASED; use seat_updates");
        }
        List<QuantityChange> changes = new ArrayList<>();
        for (int place = 0; place < updates.size(); place++) {
            Body update = updates.get(place);
            update.knowsOnly(Set.of("starting_at", "quantity", "quantity_delta"));
            if (update.has("quantity") == update.has("quantity_delta")) {
                throw body.invalid(item(place), "give either a quantity or a quantity_delta");
            }
            changes.add(change(update, inside(update, before, end, null)));
        }
        Subscription after = before.withMore(changes);
        after.seats().firstBelowZero().ifPresent(below -> {
            throw body.invalid(
                    item(lastUntil(below, changes)), "the quantity would be below 0 at " + Json.instant(below));
        });
        return after;
    }

    private static String item(int place) {
        return QUANTITIES + "[" + place + "]";
    }

    /** The place of the change that is applied last of those up to the moment, whichever was sent last. */
    private static int lastUntil(Instant moment, List<QuantityChange> changes) {
        return IntStream.range(0, changes.size())
                .filter(place -> !changes.get(place).startingAt().isAfter(moment))
                .boxed()
                .reduce((one, next) ->
                        changes.get(next).startingAt().isBefore(changes.get(one).startingAt()) ? one : next)
                .orElseThrow();
    }

    private static QuantityChange change(Body update, Instant at) {
        if (update.has("quantity")) {
            return QuantityChange.of(at, QuantityChange.Kind.SET, SubscriptionRequests.notNegative(update, "quantity"));
        }
        BigDecimal delta = update.decimal("quantity_delta");
        if (delta.signum() == 0) {
            throw update.invalid("quantity_delta", "must not be 0: it changes nothing");
        }
        return QuantityChange.of(at, QuantityChange.Kind.DELTA, delta);
    }

    /** @param what is said of an update behind the end, in the words that were seen; {@code null} for a quantity */
    private static Instant inside(Body update, Subscription of, @Nullable Instant end, @Nullable String what) {
        Instant at = HourBoundary.required(update, "starting_at");
        if (at.isBefore(of.startingAt())) {
            throw update.invalid("starting_at", "is before the subscription starts");
        }
        if (end != null && !at.isBefore(end)) {
            throw what == null
                    ? update.invalid("starting_at", "must be before the subscription ends")
                    : update.invalid(
                            "starting_at",
                            "Subscription seat " + what + " starting at date must be before the subscription ends");
        }
        return at;
    }

    private static Subscription seats(Subscription before, Body body, Body seats, @Nullable Instant end) {
        if (!before.isSeatBased()) {
            throw body.invalid(SEATS, "not with QUANTITY_ONLY; use quantity_updates");
        }
        seats.knowsOnly(Set.of("add_seat_ids", "add_unassigned_seats", "remove_seat_ids", "remove_unassigned_seats"));
        List<QuantityChange> changes = new ArrayList<>();
        for (Body update : seats.optionalObjects("remove_seat_ids")) {
            changes.add(assigned(update, QuantityChange.Kind.REMOVE_SEATS, inside(update, before, end, "remove")));
        }
        for (Body update : seats.optionalObjects("add_unassigned_seats")) {
            changes.add(unassigned(update, QuantityChange.Kind.ADD_UNASSIGNED, inside(update, before, end, "add")));
        }
        for (Body update : seats.optionalObjects("add_seat_ids")) {
            changes.add(assigned(update, QuantityChange.Kind.ADD_SEATS, inside(update, before, end, "add")));
        }
        for (Body update : seats.optionalObjects("remove_unassigned_seats")) {
            changes.add(
                    unassigned(update, QuantityChange.Kind.REMOVE_UNASSIGNED, inside(update, before, end, "remove")));
        }
        return before.withMore(changes);
    }

    private static QuantityChange assigned(Body update, QuantityChange.Kind kind, Instant at) {
        update.knowsOnly(Set.of("seat_ids", "starting_at"));
        return QuantityChange.of(at, kind, SubscriptionRequests.seatIds(update, "seat_ids"));
    }

    private static QuantityChange unassigned(Body update, QuantityChange.Kind kind, Instant at) {
        update.knowsOnly(Set.of("quantity", "starting_at"));
        return QuantityChange.of(at, kind, BigDecimal.valueOf(update.integer("quantity", 1, Integer.MAX_VALUE)));
    }
}

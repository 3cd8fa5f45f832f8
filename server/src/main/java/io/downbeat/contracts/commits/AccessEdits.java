package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.balances.Standing;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.products.HourBoundary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an edit makes of an access schedule. A segment that finalized invoices drew of is not removed, and keeps at least what
 * they drew; drafts follow by themselves.
 */
final class AccessEdits {
    private final BalanceRequests requests;
    private final Balances balances;

    AccessEdits(BalanceRequests requests, Balances balances) {
        this.requests = requests;
        this.balances = balances;
    }

    /** The segments after {@code access_schedule}, in the order of their starts. */
    List<AccessSegment> edited(Balance before, Body body) {
        Optional<Body> asked = body.optionalObject("access_schedule");
        if (asked.isEmpty()) {
            return before.segments();
        }
        Body schedule = asked.get();
        schedule.knowsOnly(Set.of("add_schedule_items", "remove_schedule_items", "update_schedule_items"));
        List<AccessSegment> segments = new ArrayList<>(before.segments());
        List<Draw> drawn = draws(before);
        Standing standing = balances.beforeRollover(before);
        for (Body removed : schedule.optionalObjects("remove_schedule_items")) {
            removed.knowsOnly(Set.of("id"));
            AccessSegment old = find(segments, removed);
            requireUndrawn(old, drawn, removed);
            refuseSeats(old, removed);
            segments.remove(old);
        }
        Set<AccessSegmentId> named = new HashSet<>();
        for (Body updated : schedule.optionalObjects("update_schedule_items")) {
            AccessSegment old = find(segments, updated);
            if (!named.add(old.id())) {
                throw updated.invalid("id", "is named twice");
            }
            segments.set(segments.indexOf(old), updated(old, standing, drawn, updated));
        }
        schedule.optionalObjects("add_schedule_items").forEach(added -> segments.add(requests.segment(added)));
        if (segments.isEmpty()) {
            throw body.invalid("access_schedule", "must keep at least one item");
        }
        return BalanceRequests.inOrder(segments);
    }

    private static AccessSegment updated(AccessSegment old, Standing standing, List<Draw> drawn, Body body) {
        body.knowsOnly(Set.of("id", "amount", "starting_at", "ending_before"));
        Instant startingAt = HourBoundary.optional(body, "starting_at").orElse(old.startingAt());
        Instant endingBefore = HourBoundary.optional(body, "ending_before").orElse(old.endingBefore());
        if (!startingAt.isBefore(endingBefore)) {
            throw body.invalid(
                    body.has("ending_before") ? "ending_before" : "starting_at", "must start before it ends");
        }
        BigDecimal amount = old.amount();
        if (body.has("amount")) {
            amount = BalanceRequests.notNegative(body, body.decimal("amount"));
            requireEnough(old, amount, standing, drawn, body);
        }
        return old.with(amount, startingAt, endingBefore);
    }

    /** No edit makes a segment owe what it does not have; one that owes already, by an entry, may be given more. */
    private static void requireEnough(
            AccessSegment old, BigDecimal amount, Standing standing, List<Draw> drawn, Body body) {
        BigDecimal left = standing.left(old).add(amount).subtract(old.amount());
        if (amount.compareTo(old.amount()) < 0 && left.signum() < 0) {
            BigDecimal used = drawn.stream()
                    .filter(draw -> draw.segment().equals(old.id()))
                    .map(Draw::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal byHand = amount.subtract(used).subtract(left);
            throw body.invalid("amount", tooLittle(amount, used, byHand));
        }
    }

    /** @param byHand what entries took more than they gave; less than nothing if they gave more */
    private static String tooLittle(BigDecimal amount, BigDecimal used, BigDecimal byHand) {
        String invoiced = used.toPlainString() + " are used by finalized invoices";
        String taken = byHand.stripTrailingZeros().toPlainString() + " were taken of it by hand";
        if (used.compareTo(amount) > 0) {
            return invoiced;
        }
        return used.signum() == 0 ? taken : invoiced + ", and " + taken;
    }

    private static AccessSegment find(List<AccessSegment> segments, Body body) {
        AccessSegmentId id = new AccessSegmentId(body.uuid("id"));
        return segments.stream()
                .filter(segment -> segment.id().equals(id))
                .findFirst()
                .orElseThrow(() -> body.invalid("id", "no such item"));
    }

    private static void requireUndrawn(AccessSegment segment, List<Draw> drawn, Body body) {
        by(segment.id(), drawn).ifPresent(invoice -> {
            throw body.invalid("id", "is used by finalized invoice " + invoice + "; void it first");
        });
    }

    /** What is not there counts as not given yet, and would be given once more. */
    private static void refuseSeats(AccessSegment segment, Body body) {
        if (segment.seats() != null) {
            throw body.invalid(
                    "id",
                    "is given for seats of a subscription, and would be given again: update its amount to 0 instead, or"
                            + " take the seats away with update_subscriptions");
        }
    }

    private static Optional<UUID> by(AccessSegmentId segment, List<Draw> drawn) {
        return drawn.stream()
                .filter(draw -> draw.segment().equals(segment))
                .map(Draw::invoice)
                .findFirst();
    }

    private List<Draw> draws(Balance balance) {
        return balances.draws(balance.customer(), List.of(balance.id())).getOrDefault(balance.id(), List.of());
    }

    /** Refuses a balance of which any finalized invoice drew. */
    void requireUndrawn(Balance balance) {
        draws(balance).stream().findFirst().ifPresent(draw -> {
            throw Refused.rule("void invoice " + draw.invoice() + " first: it "
                    + (draw.isTrueUp() ? "bills what is left of" : "drew on") + " this " + balance.word());
        });
    }

    /**
     * The segments with an earlier end for all of them; one that would start at it or later is opened and closed at once,
     * which comes to nothing, and so is removed.
     */
    List<AccessSegment> endingBefore(Balance balance, Instant end, Body body) {
        List<Draw> drawn = draws(balance);
        List<AccessSegment> kept = new ArrayList<>();
        for (AccessSegment segment : balance.segments()) {
            if (segment.startingAt().isBefore(end)) {
                Instant earlier = segment.endingBefore().isAfter(end) ? end : segment.endingBefore();
                kept.add(segment.with(segment.amount(), segment.startingAt(), earlier));
            } else {
                by(segment.id(), drawn).ifPresent(invoice -> {
                    throw body.invalid(
                            "access_ending_before",
                            "what starts later is used by finalized invoice " + invoice + "; void it first");
                });
            }
        }
        if (kept.isEmpty()) {
            throw body.invalid("access_ending_before", "must be after the access starts");
        }
        return kept;
    }
}

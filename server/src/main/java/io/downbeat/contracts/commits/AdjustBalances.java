package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceChanged;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.balances.ManualEntry;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Adds to a segment, or takes of it, by hand. */
final class AdjustBalances {
    private static final String PER_GROUP = "per_group_amounts";
    private static final String TIMESTAMP = "timestamp";
    private static final int MOST_SEATS = 1000;

    private final Balances balances;
    private final Customers customers;
    private final Transactions transactions;
    private final InstantSource clock;
    private final Ids ids;

    AdjustBalances(Balances balances, Customers customers, Transactions transactions, InstantSource clock, Ids ids) {
        this.balances = balances;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * {@code v1/contracts/addManualBalanceLedgerEntry}. Refused, with nothing changed: no such customer, balance or segment, a
     * contract's balance without its contract (404); a commit whose rest is billed, an amount of zero, a date outside a segment
     * that it is for, an archived balance, and amounts by group where the segment is no single seat's, or none where it is, or
     * that are not the amount together (400).
     */
    void adjust(Body body) {
        body.knowsOnly(
                Set.of("id", "amount", "customer_id", "reason", "segment_id", "contract_id", PER_GROUP, TIMESTAMP));
        CustomerId customer =
                customers.require(new CustomerId(body.uuid("customer_id"))).id();
        BalanceId id = new BalanceId(body.uuid("id"));
        Optional<UUID> contract = body.optionalUuid("contract_id");
        transactions.run(() -> {
            balances.hold(List.of(customer));
            Balance balance = balances.find(customer, id)
                    .filter(found -> isNamed(found, contract))
                    .orElseThrow(() -> CustomerBalances.unknown(id));
            if (balance.isArchived()) {
                throw Refused.rule("the " + balance.word() + " is archived");
            }
            requireOpen(balance);
            AccessSegment segment = segment(balance, body);
            ManualEntry asked = asked(balance, segment, body);
            entries(balance, segment, asked, body).forEach(each -> balances.add(customer, each, clock.instant()));
            transactions.publish(new BalanceChanged(balance, balance));
            transactions.publish(BalanceAudit.adjusted(balance, asked));
        });
    }

    /** What would be added to a commit whose rest is billed, nobody would ever be charged. */
    private void requireOpen(Balance balance) {
        if (balance.type() == BalanceType.POSTPAID) {
            balances.draws(balance.customer(), List.of(balance.id())).getOrDefault(balance.id(), List.of()).stream()
                    .filter(Draw::isTrueUp)
                    .findFirst()
                    .ifPresent(billed -> {
                        throw Refused.rule("void invoice " + billed.invoice()
                                + " first: it bills what is left of this commit; regenerate it after the entry");
                    });
        }
    }

    private static boolean isNamed(Balance balance, Optional<UUID> contract) {
        return switch (balance.scope()) {
            case BalanceScope.OfContract of ->
                contract.filter(of.contract()::equals).isPresent();
            case BalanceScope.OfCustomer scope ->
                contract.filter(of -> !scope.includes(of)).isEmpty();
        };
    }

    private static AccessSegment segment(Balance balance, Body body) {
        AccessSegmentId id = new AccessSegmentId(body.uuid("segment_id"));
        return balance.segments().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("the commit or credit has no segment " + id));
    }

    /** All that is asked for, for the segment that is named. */
    private ManualEntry asked(Balance balance, AccessSegment segment, Body body) {
        BigDecimal amount = body.decimal("amount");
        if (amount.signum() == 0) {
            throw body.invalid("amount", "must not be 0");
        }
        Instant timestamp = body.optionalInstant(TIMESTAMP).orElse(segment.startingAt());
        return new ManualEntry(ids.next(), balance.id(), segment.id(), amount, timestamp, body.text("reason"));
    }

    /** What is asked for, or, where the segment is one seat's, the part of it of each seat that is named. */
    private List<ManualEntry> entries(Balance balance, AccessSegment segment, ManualEntry asked, Body body) {
        Optional<Body> amounts = body.optionalObject(PER_GROUP);
        if (segment.isOneSeats() != amounts.isPresent()) {
            throw body.invalid(
                    PER_GROUP,
                    segment.isOneSeats() ? "is required: every seat has its own" : "is for balances of single seats");
        }
        if (amounts.isPresent()) {
            return perSeat(balance, asked, amounts.get(), body);
        }
        requireInside(segment, asked, "the segment", body);
        return List.of(asked);
    }

    /** Each in the seat's own segment, and from its start on where no date is given: seats have theirs at different moments. */
    private List<ManualEntry> perSeat(Balance balance, ManualEntry asked, Body amounts, Body body) {
        amounts.hasAtMost(MOST_SEATS);
        Map<String, AccessSegment> seats = seats(balance);
        Optional<Instant> timestamp = body.optionalInstant(TIMESTAMP);
        List<ManualEntry> entries = new ArrayList<>();
        for (String seat : new TreeSet<>(amounts.fields())) {
            AccessSegment segment = seats.get(seat);
            if (segment == null) {
                throw body.invalid(PER_GROUP, "no seat of it has the id " + seat);
            }
            BigDecimal amount = amounts.decimal(seat);
            if (amount.signum() != 0) {
                Instant at = timestamp.orElse(segment.startingAt());
                var entry = new ManualEntry(ids.next(), balance.id(), segment.id(), amount, at, asked.reason());
                requireInside(segment, entry, "the segment of seat " + seat, body);
                entries.add(entry);
            }
        }
        BigDecimal sum = entries.stream().map(ManualEntry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(asked.amount()) != 0) {
            throw body.invalid(
                    PER_GROUP, "must add up to amount, " + asked.amount().toPlainString());
        }
        return entries;
    }

    private static Map<String, AccessSegment> seats(Balance balance) {
        Map<String, AccessSegment> seats = new HashMap<>();
        balance.segments().forEach(segment -> {
            if (segment.seats() != null && segment.seats().seat() != null) {
                seats.put(segment.seats().seat(), segment);
            }
        });
        return seats;
    }

    private static void requireInside(AccessSegment segment, ManualEntry entry, String what, Body body) {
        Instant at = entry.timestamp();
        if (at.isBefore(segment.startingAt()) || at.isAfter(segment.endingBefore())) {
            throw body.invalid(TIMESTAMP, "must lie in " + what);
        }
    }
}

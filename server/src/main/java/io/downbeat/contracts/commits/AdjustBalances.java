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
     * contract's balance without its contract (404); a commit whose rest is billed, an amount of zero, a date outside the segment, an archived balance, and
     * amounts by group where no single seats have balances, or none where they do, or that are not the amount together (400).
     */
    void adjust(Body body) {
        body.knowsOnly(
                Set.of("id", "amount", "customer_id", "reason", "segment_id", "contract_id", PER_GROUP, "timestamp"));
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
            ManualEntry entry = entry(balance, body);
            perSeat(balance, entry, body).forEach(each -> balances.add(customer, each, clock.instant()));
            transactions.publish(new BalanceChanged(balance, balance));
            transactions.publish(BalanceAudit.adjusted(balance, entry));
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

    /** The entry itself, or the part of it of each seat that has a balance of its own. */
    private List<ManualEntry> perSeat(Balance balance, ManualEntry entry, Body body) {
        Map<String, AccessSegment> seats = new HashMap<>();
        balance.segments().forEach(segment -> {
            if (segment.seats() != null && segment.seats().seat() != null) {
                seats.put(segment.seats().seat(), segment);
            }
        });
        Optional<Body> amounts = body.optionalObject(PER_GROUP);
        if (seats.isEmpty() == amounts.isPresent()) {
            throw body.invalid(
                    PER_GROUP,
                    seats.isEmpty() ? "is for balances of single seats" : "is required: every seat has its own");
        }
        if (seats.isEmpty()) {
            return List.of(entry);
        }
        Body given = amounts.orElseThrow();
        given.hasAtMost(MOST_SEATS);
        List<ManualEntry> entries = new ArrayList<>();
        for (String seat : new TreeSet<>(given.fields())) {
            AccessSegment segment = seats.get(seat);
            if (segment == null) {
                throw body.invalid(PER_GROUP, "no seat of it has the id " + seat);
            }
            BigDecimal amount = given.decimal(seat);
            if (amount.signum() != 0) {
                entries.add(new ManualEntry(
                        ids.next(), balance.id(), segment.id(), amount, entry.timestamp(), entry.reason()));
            }
        }
        BigDecimal sum = entries.stream().map(ManualEntry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(entry.amount()) != 0) {
            throw body.invalid(
                    PER_GROUP, "must add up to amount, " + entry.amount().toPlainString());
        }
        return entries;
    }

    private ManualEntry entry(Balance balance, Body body) {
        AccessSegmentId segmentId = new AccessSegmentId(body.uuid("segment_id"));
        AccessSegment segment = balance.segments().stream()
                .filter(each -> each.id().equals(segmentId))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("the commit or credit has no segment " + segmentId));
        BigDecimal amount = body.decimal("amount");
        if (amount.signum() == 0) {
            throw body.invalid("amount", "must not be 0");
        }
        Instant timestamp = body.optionalInstant("timestamp").orElse(segment.startingAt());
        if (timestamp.isBefore(segment.startingAt()) || timestamp.isAfter(segment.endingBefore())) {
            throw body.invalid("timestamp", "must lie in the segment");
        }
        return new ManualEntry(ids.next(), balance.id(), segmentId, amount, timestamp, body.text("reason"));
    }
}

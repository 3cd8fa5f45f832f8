package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.subscriptions.LinkedSubscriptions;
import io.downbeat.contracts.subscriptions.SeatGrants;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the balances of recurring commits and credits, one period ahead of the clock. What has begun stays as it was made; the
 * next period follows an edit, and goes if there is none any more. The contract is locked or held.
 */
final class RecurringPeriods {
    private final Balances balances;
    private final RecurringStore store;
    private final RollingOver rollingOver;
    private final LinkedSubscriptions subscriptions;
    private final Ids ids;

    /**
     * An item with what its periods are.
     *
     * @param before what they were as long as the contract's end was another one; the same where it was not
     */
    private record Recurring(
            RecurringBalance item, RecurringGrid grid, RecurringGrid before, List<RecurringGrid.Period> periods) {
        Optional<RecurringGrid.Period> of(Balance made) {
            return periods.stream()
                    .filter(period -> period.start().equals(made.createdAt()))
                    .findFirst();
        }

        boolean hasAnotherEnd() {
            return before != grid;
        }

        /** Whether another end of the contract makes something else of the balance's period. */
        boolean isCutAnew(Balance made) {
            return hasAnotherEnd() && !before.startingAt(made.createdAt()).equals(of(made));
        }

        /** Whether the contract had ended before the balance's period, and goes on now. */
        boolean isBack(Balance made) {
            return hasAnotherEnd()
                    && made.isArchived()
                    && before.startingAt(made.createdAt()).isEmpty()
                    && of(made).isPresent();
        }

        boolean isLinked() {
            return item.link() != null;
        }
    }

    RecurringPeriods(
            Balances balances,
            RecurringStore store,
            RollingOver rollingOver,
            LinkedSubscriptions subscriptions,
            Ids ids) {
        this.subscriptions = subscriptions;
        this.rollingOver = rollingOver;
        this.balances = balances;
        this.store = store;
        this.ids = ids;
    }

    /** Keeps everybody else from the balances of these contracts' customers, in one statement and so in one order. */
    void hold(Collection<Contract.Ref> contracts) {
        balances.hold(contracts.stream().map(Contract.Ref::customer).collect(Collectors.toSet()));
    }

    /**
     * @param was the contract until now: what another end makes of a period that has not begun is made anew
     * @param edited items whose next period is made anew; of others it stays, as somebody may have edited it
     * @return the balances that were made
     */
    List<Balance> follow(Contract was, Contract contract, List<RecurringBalance> items, Set<UUID> edited, Instant now) {
        Contract.Ref ref = contract.ref();
        if (contract.isArchived()) {
            items.forEach(item -> store.move(ref, item, null));
            return List.of();
        }
        balances.hold(List.of(contract.customer()));
        Map<UUID, Map<Instant, Balance>> made = made(contract);
        Map<SubscriptionId, Subscription> seats =
                items.stream().anyMatch(item -> item.link() != null) ? subscriptions.of(ref) : Map.of();
        List<Balance> added = new ArrayList<>();
        for (RecurringBalance item : items) {
            Recurring of = recurring(item, was, contract, seats, now);
            Map<Instant, Balance> before = made.getOrDefault(item.id(), Map.of());
            added.addAll(add(contract, of, before, now));
            for (Balance balance : before.values()) {
                if (balance.createdAt().isAfter(now)) {
                    boolean isAnew = edited.contains(item.id()) || of.isLinked() || of.isCutAnew(balance);
                    follow(contract, of, balance, isAnew, now);
                } else if (of.isBack(balance)) {
                    follow(contract, of, balance, true, now);
                } else if ((of.isLinked() || of.hasAnotherEnd()) && !balance.isArchived()) {
                    goOn(of, balance, now);
                }
            }
            store.move(ref, item, of.grid.nextDue(of.periods, now));
        }
        boolean rollsOver = items.stream()
                .filter(item -> item.terms().rolloverFraction() != null)
                .anyMatch(item -> edited.contains(item.id()) || !added.isEmpty());
        if (rollsOver) {
            rollingOver.follow(contract);
        }
        return added;
    }

    private static Recurring recurring(
            RecurringBalance item,
            Contract was,
            Contract contract,
            Map<SubscriptionId, Subscription> seats,
            Instant now) {
        SeatLink link = item.link();
        Subscription linked = link == null ? null : seats.get(link.subscription());
        RecurringGrid grid = new RecurringGrid(item, contract, linked);
        RecurringGrid before = Objects.equals(was.endingBefore(), contract.endingBefore())
                ? grid
                : new RecurringGrid(item, was, linked);
        return new Recurring(item, grid, before, grid.begunAndNext(now));
    }

    /** By item and start of the period. */
    private Map<UUID, Map<Instant, Balance>> made(Contract contract) {
        Map<UUID, Map<Instant, Balance>> made = new HashMap<>();
        BalanceHolder holder =
                new BalanceHolder(contract.customer(), contract.id().value());
        balances.ofContracts(List.of(holder)).getOrDefault(holder, List.of()).forEach(balance -> {
            UUID recurring = balance.origin().recurring();
            if (recurring != null) {
                made.computeIfAbsent(recurring, _ -> new HashMap<>()).put(balance.createdAt(), balance);
            }
        });
        return made;
    }

    private List<Balance> add(Contract contract, Recurring of, Map<Instant, Balance> made, Instant now) {
        List<Balance> added = new ArrayList<>();
        for (RecurringGrid.Period period : of.periods) {
            if (!made.containsKey(period.start())) {
                balance(contract, of, period, null, now).ifPresent(balance -> {
                    balances.create(balance, null);
                    added.add(balance);
                });
            }
        }
        return added;
    }

    /** What was made of a period that has not begun, as it is to be now. */
    private void follow(Contract contract, Recurring of, Balance made, boolean edited, Instant now) {
        Optional<RecurringGrid.Period> wanted = of.of(made);
        Optional<Balance> balance = wanted.filter(_ -> edited || made.isArchived())
                .flatMap(period -> balance(contract, of, period, made, now));
        boolean isNeedless = wanted.isEmpty() || edited && balance.isEmpty();
        if (isNeedless && !made.isArchived()) {
            balances.update(made.archived(now));
        }
        balance.filter(changed -> !changed.equals(made)).ifPresent(balances::update);
    }

    /** What has begun: it ends where its contract does now, and gives more for seats that were added since. */
    private void goOn(Recurring of, Balance made, Instant now) {
        of.of(made).ifPresent(period -> {
            List<AccessSegment> ending = ending(of, period, made);
            List<AccessSegment> segments = of.isLinked() ? segments(of, period, ending, now) : ending;
            if (!Set.copyOf(segments).equals(Set.copyOf(made.segments()))) {
                balances.update(made.edited(made.scope(), made.terms(), segments, made.payments()));
            }
        });
    }

    /** What the old end of the contract cut goes on to the new one; what somebody else ended stays ended. */
    private static List<AccessSegment> ending(Recurring of, RecurringGrid.Period period, Balance made) {
        Instant old = of.before
                .startingAt(made.createdAt())
                .map(RecurringGrid.Period::accessEnd)
                .orElse(period.accessEnd());
        Instant end = period.accessEnd();
        return end.equals(old)
                ? made.segments()
                : made.segments().stream()
                        .map(segment -> segment.endingBefore().equals(old)
                                        && segment.startingAt().isBefore(end)
                                ? segment.with(segment.amount(), segment.startingAt(), end)
                                : segment)
                        .toList();
    }

    /**
     * @param old what was made of the period before, whose ids it keeps
     * @return nothing where each seat has its own and nobody has one
     */
    private Optional<Balance> balance(
            Contract contract, Recurring of, RecurringGrid.Period period, @Nullable Balance old, Instant now) {
        List<AccessSegment> segments = segments(of, period, old == null ? List.of() : old.segments(), now);
        RecurringBalance item = of.item;
        return segments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Balance(
                        old == null ? new BalanceId(ids.next()) : old.id(),
                        contract.customer(),
                        new BalanceScope.OfContract(contract.id().value(), item.children()),
                        item.type(),
                        item.terms(),
                        item.access().unit(),
                        segments,
                        payments(item, period, old),
                        new BalanceOrigin(item.id(), null),
                        period.start(),
                        null));
    }

    /** What has begun for a seat stays; what has not is as the subscription is now. */
    private List<AccessSegment> segments(
            Recurring of, RecurringGrid.Period period, List<AccessSegment> before, Instant now) {
        if (!of.isLinked()) {
            AccessSegmentId id = before.isEmpty()
                    ? new AccessSegmentId(ids.next())
                    : before.getFirst().id();
            return List.of(new AccessSegment(id, period.access(), period.start(), period.accessEnd()));
        }
        List<AccessSegment> segments = new ArrayList<>(before.stream()
                .filter(segment -> !segment.startingAt().isAfter(now))
                .toList());
        for (SeatGrants.Grant grant : of.grid.missing(period, segments)) {
            AccessSegmentId id = before.stream()
                    .filter(segment -> segment.startingAt().isAfter(now) && isOf(segment, grant))
                    .findFirst()
                    .map(AccessSegment::id)
                    .orElseGet(() -> new AccessSegmentId(ids.next()));
            segments.add(new AccessSegment(
                    id,
                    of.grid.access(period, grant),
                    grant.from(),
                    period.accessEnd(),
                    new AccessSegment.Seats(
                            grant.units(), grant.seat() == null ? null : of.grid.seatKey(), grant.seat())));
        }
        segments.sort(Comparator.comparing(AccessSegment::startingAt));
        return segments;
    }

    private static boolean isOf(AccessSegment segment, SeatGrants.Grant grant) {
        return segment.startingAt().equals(grant.from())
                && segment.seats() != null
                && Objects.equals(segment.seats().seat(), grant.seat());
    }

    private @Nullable PaymentSchedule payments(
            RecurringBalance item, RecurringGrid.Period period, @Nullable Balance old) {
        RecurringGrid.Payment payment = period.payment();
        return switch (item.type()) {
            case CREDIT -> null;
            case PREPAID, POSTPAID ->
                payment == null || item.invoice() == null
                        ? PaymentSchedule.none(item.access().unit())
                        : new PaymentSchedule(
                                item.invoice().unit(),
                                false,
                                List.of(new PaymentItem(
                                        itemId(old, ids::next),
                                        period.start(),
                                        payment.unitPrice(),
                                        payment.quantity())));
        };
    }

    private static UUID itemId(@Nullable Balance old, Supplier<UUID> next) {
        return old == null || old.payments() == null || old.payments().items().isEmpty()
                ? next.get()
                : old.payments().items().getFirst().id();
    }
}

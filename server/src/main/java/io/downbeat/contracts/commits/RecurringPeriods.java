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
import io.downbeat.contracts.ContractEdit;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.subscriptions.SeatGrants;
import io.downbeat.contracts.subscriptions.SeatLink;
import io.downbeat.contracts.subscriptions.Subscription;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the balances of recurring commits and credits, one period ahead of the clock. What has begun stays as it was made; the
 * next period follows an edit of its item, and goes if there is none any more. What somebody made of a balance is nobody else's
 * to undo: one that was archived stays so, and seats that come or go change what is given for seats, and nothing besides. The
 * contract is locked or held.
 */
final class RecurringPeriods {
    private final Balances balances;
    private final RecurringStore store;
    private final RollingOver rollingOver;
    private final ContractEdit.History history;
    private final BilledPayments billed;
    private final Ids ids;

    /**
     * An item with what its periods are.
     *
     * @param isNew whether it was agreed on just now
     * @param before what they were as long as the contract's end was another one; the same where it was not
     * @param earlier what they were before an edit, by the item, the contract and the subscription of then
     */
    private record Recurring(
            Contract contract,
            RecurringBalance item,
            boolean isNew,
            RecurringGrid grid,
            RecurringGrid before,
            RecurringGrid earlier,
            List<RecurringGrid.Period> periods) {

        private static Recurring of(RecurringBalance item, ContractTerms was, ContractTerms is, Instant now) {
            Subscription seats = seats(item, is);
            Subscription oldSeats = seats(item, was);
            RecurringGrid grid = new RecurringGrid(item, is.contract(), seats);
            RecurringGrid before =
                    Objects.equals(was.contract().endingBefore(), is.contract().endingBefore())
                            ? grid
                            : new RecurringGrid(item, was.contract(), seats);
            Optional<RecurringBalance> old = was.get(RecurringBalance.KIND).stream()
                    .filter(one -> one.id().equals(item.id()))
                    .findFirst();
            RecurringGrid earlier =
                    new RecurringGrid(old.orElse(item), was.contract(), oldSeats == null ? seats : oldSeats);
            return new Recurring(is.contract(), item, old.isEmpty(), grid, before, earlier, grid.begunAndNext(now));
        }

        private static @Nullable Subscription seats(RecurringBalance item, ContractTerms terms) {
            SeatLink link = item.link();
            return link == null ? null : link.in(terms).orElse(null);
        }

        /** The same for a period that had begun when the item was agreed on so; empty if it had no such period then. */
        Optional<Recurring> asOf(RecurringBalance then, Instant start) {
            RecurringGrid asAgreed = grid.with(then);
            RecurringGrid asEnded = hasAnotherEnd() ? before.with(then) : asAgreed;
            return asAgreed.startingAt(start)
                    .map(period -> new Recurring(
                            contract, then, isNew, asAgreed, asEnded, earlier.with(then), List.of(period)));
        }

        Optional<RecurringGrid.Period> of(Instant start) {
            return periods.stream()
                    .filter(period -> period.start().equals(start))
                    .findFirst();
        }

        /** Whether its period may give for seats otherwise than it does: there are more, or it was to give for some later. */
        boolean isToGive(Balance made, Instant now) {
            return isLinked()
                    && (made.segments().stream()
                                    .anyMatch(segment -> segment.startingAt().isAfter(now))
                            || of(made.createdAt())
                                    .filter(period -> grid.isMissingSome(period, made.segments()))
                                    .isPresent());
        }

        boolean hasAnotherEnd() {
            return before != grid;
        }

        /** Whether another end of the contract makes something else of the balance's period. */
        boolean isCutAnew(Balance made) {
            return hasAnotherEnd() && !before.startingAt(made.createdAt()).equals(of(made.createdAt()));
        }

        /** Whether the contract had ended before the balance's period, and goes on now. */
        boolean isBack(Balance made) {
            return hasAnotherEnd()
                    && made.isArchived()
                    && before.startingAt(made.createdAt()).isEmpty()
                    && of(made.createdAt()).isPresent();
        }

        boolean isLinked() {
            return item.link() != null;
        }

        /** What the old end of the contract cut goes on to the new one; what somebody else ended stays ended. */
        List<AccessSegment> ending(RecurringGrid.Period period, List<AccessSegment> segments) {
            return before.startingAt(period.start())
                    .map(old -> period.ending(old, segments))
                    .orElse(segments);
        }
    }

    RecurringPeriods(
            Balances balances,
            RecurringStore store,
            RollingOver rollingOver,
            ContractEdit.History history,
            BilledPayments billed,
            Ids ids) {
        this.history = history;
        this.billed = billed;
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
     * @param was the terms until now: what another end makes of a period that has not begun is made anew
     * @param is the terms now, whose balances of recurring items are read where they are stored
     * @param edited items whose next period is made anew; of others it stays, as somebody may have edited it
     * @return the balances that were made
     */
    List<Balance> follow(ContractTerms was, ContractTerms is, Set<UUID> edited, Instant now) {
        Contract contract = is.contract();
        List<RecurringBalance> items = is.get(RecurringBalance.KIND);
        if (contract.isArchived()) {
            items.forEach(item -> store.move(contract.ref(), item, null));
            return List.of();
        }
        balances.hold(List.of(contract.customer()));
        Map<UUID, Map<Instant, Balance>> made = made(contract);
        List<Balance> added = new ArrayList<>();
        for (RecurringBalance item : items) {
            Recurring of = Recurring.of(item, was, is, now);
            Map<Instant, Balance> before = made.getOrDefault(item.id(), Map.of());
            added.addAll(add(of, before, now));
            before.values().forEach(balance -> follow(of, balance, edited.contains(item.id()), now));
            store.move(contract.ref(), item, of.grid.nextDue(of.periods, now));
        }
        boolean rollsOver = items.stream()
                .filter(item -> item.terms().rolloverFraction() != null)
                .anyMatch(item -> edited.contains(item.id()) || !added.isEmpty());
        if (rollsOver) {
            rollingOver.follow(contract);
        }
        return added;
    }

    /** The item as it was agreed on when a period began: what was made of it since acts on those that had not. */
    private Recurring asOf(Recurring of, Instant start) {
        return store.formerly(of.contract.ref(), of.item, start).stream()
                .flatMap(item -> of.asOf(item, start).stream())
                .findFirst()
                .orElse(of);
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

    private List<Balance> add(Recurring of, Map<Instant, Balance> made, Instant now) {
        List<Balance> added = new ArrayList<>();
        for (RecurringGrid.Period period : of.periods) {
            if (!made.containsKey(period.start()) && of.grid.isMissingSome(period, List.of())) {
                balance(of, period, now).ifPresent(balance -> {
                    balances.create(balance, null);
                    added.add(balance);
                });
            }
        }
        return added;
    }

    /** What is made of a period late is what it would have been in time. */
    private Optional<Balance> balance(Recurring of, RecurringGrid.Period period, Instant now) {
        Recurring then = of.isNew || period.start().isAfter(now) ? of : asOf(of, period.start());
        return then.of(period.start()).flatMap(whole -> balance(then, whole, null, true, now));
    }

    private void follow(Recurring of, Balance made, boolean edited, Instant now) {
        if (made.createdAt().isAfter(now)) {
            become(of, made, edited || of.isCutAnew(made), now);
        } else if (of.isBack(made)) {
            become(asOf(of, made.createdAt()), made, true, now);
        } else if ((of.isLinked() || of.hasAnotherEnd()) && !made.isArchived()) {
            goOn(of.isToGive(made, now) ? asOf(of, made.createdAt()) : of, made, now);
        }
    }

    /** What was made of a period that has not begun, as it is to be now. */
    private void become(Recurring of, Balance made, boolean isAnew, Instant now) {
        Optional<RecurringGrid.Period> wanted = of.of(made.createdAt());
        if (made.isArchived()
                && wanted.isPresent()
                && history.hasArchived(of.contract.ref(), made.id().value())) {
            return;
        }
        boolean follows = isAnew || of.isLinked();
        Optional<Balance> balance = wanted.filter(_ -> follows || made.isArchived())
                .flatMap(period -> balance(of, period, made, isAnew || !of.isLinked(), now));
        boolean isNeedless = wanted.isEmpty() || follows && balance.isEmpty();
        if (isNeedless && !made.isArchived()) {
            balances.update(made.archived(now));
        }
        balance.filter(changed -> !changed.equals(made)).ifPresent(balances::update);
    }

    /** What has begun: it ends where its contract does now, and gives more for seats that were added since. */
    private void goOn(Recurring of, Balance made, Instant now) {
        of.of(made.createdAt()).ifPresent(period -> {
            List<AccessSegment> segments = of.isLinked()
                    ? withSeats(of, period, made.segments(), of.ending(period, kept(of, period, made, false, now)))
                    : of.ending(period, made.segments());
            if (!Set.copyOf(segments).equals(Set.copyOf(made.segments()))) {
                balances.update(made.edited(made.scope(), made.terms(), segments, made.payments()));
            }
        });
    }

    /**
     * @param old what was made of the period before, whose ids it keeps
     * @param isAnew whether it is as its item says, whatever somebody made of the old one
     * @return nothing where each seat has its own and nobody has one
     */
    private Optional<Balance> balance(
            Recurring of, RecurringGrid.Period period, @Nullable Balance old, boolean isAnew, Instant now) {
        List<AccessSegment> segments = segments(of, period, old, isAnew, now);
        RecurringBalance item = of.item;
        Balance asItWas = isAnew ? null : old;
        return segments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Balance(
                        old == null ? new BalanceId(ids.next()) : old.id(),
                        of.contract.customer(),
                        asItWas == null
                                ? new BalanceScope.OfContract(of.contract.id().value(), item.children())
                                : asItWas.scope(),
                        item.type(),
                        asItWas == null ? item.terms() : asItWas.terms(),
                        item.access().unit(),
                        segments,
                        payments(of, period, old, isAnew, now),
                        new BalanceOrigin(item.id(), null),
                        period.start(),
                        null));
    }

    private List<AccessSegment> segments(
            Recurring of, RecurringGrid.Period period, @Nullable Balance old, boolean isAnew, Instant now) {
        if (of.isLinked()) {
            return old == null
                    ? withSeats(of, period, List.of(), List.of())
                    : withSeats(of, period, old.segments(), kept(of, period, old, isAnew, now));
        }
        AccessSegmentId id = old == null || old.segments().isEmpty()
                ? new AccessSegmentId(ids.next())
                : old.segments().getFirst().id();
        return List.of(new AccessSegment(id, period.access(), period.start(), period.accessEnd()));
    }

    /**
     * What stays of a balance that gives something for seats: what has begun, and what somebody added, or changed of a seat that
     * is still there, unless it is made anew. The rest is worked out again.
     */
    private static List<AccessSegment> kept(
            Recurring of, RecurringGrid.Period period, Balance made, boolean isAnew, Instant now) {
        List<AccessSegment> kept = made.segments().stream()
                .filter(segment -> !segment.startingAt().isAfter(now)
                        || !isAnew && !of.earlier.isAsGiven(made.createdAt(), segment))
                .toList();
        return of.grid.held(period, kept, now);
    }

    /**
     * What is kept, and what is missing beside it for the seats that the subscription has now.
     *
     * @param before what there was, whose ids are kept
     */
    private List<AccessSegment> withSeats(
            Recurring of, RecurringGrid.Period period, List<AccessSegment> before, List<AccessSegment> kept) {
        List<AccessSegment> segments = new ArrayList<>(kept);
        Set<AccessSegmentId> taken = kept.stream().map(AccessSegment::id).collect(Collectors.toSet());
        for (SeatGrants.Grant grant : of.grid.missing(period, kept)) {
            AccessSegmentId id = before.stream()
                    .filter(segment -> !taken.contains(segment.id()) && isOf(segment, grant))
                    .findFirst()
                    .map(AccessSegment::id)
                    .orElseGet(() -> new AccessSegmentId(ids.next()));
            segments.add(of.grid.segment(id, period, grant));
        }
        segments.sort(Comparator.comparing(AccessSegment::startingAt));
        return segments;
    }

    private static boolean isOf(AccessSegment segment, SeatGrants.Grant grant) {
        return segment.startingAt().equals(grant.from())
                && segment.seats() != null
                && Objects.equals(segment.seats().seat(), grant.seat());
    }

    /** A payment that an invoice bills already stays as that has it. */
    private @Nullable PaymentSchedule payments(
            Recurring of, RecurringGrid.Period period, @Nullable Balance old, boolean isAnew, Instant now) {
        if (old == null || old.payments() == null) {
            return payments(of.item, period, null);
        }
        if (isBilled(old, old.payments(), now)) {
            return old.payments();
        }
        return isAnew || old.isArchived()
                ? payments(of.item, period, old)
                : old.payments().with(forSeats(of, period, old.payments().items()));
    }

    /** Only what is due can be on an invoice that is final. */
    private boolean isBilled(Balance made, PaymentSchedule payments, Instant now) {
        List<UUID> due = payments.items().stream()
                .filter(item -> !item.timestamp().isAfter(now))
                .map(PaymentItem::id)
                .toList();
        return billed.of(made.customer(), due).values().stream().anyMatch(invoice -> !invoice.isVoid());
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
                                        itemId(old), period.start(), payment.unitPrice(), payment.quantity())));
        };
    }

    private UUID itemId(@Nullable Balance old) {
        return old == null || old.payments() == null || old.payments().items().isEmpty()
                ? ids.next()
                : old.payments().items().getFirst().id();
    }

    /** The payment of a period for the seats that came or went since; one that somebody parted stays as they left it. */
    private static List<PaymentItem> forSeats(Recurring of, RecurringGrid.Period period, List<PaymentItem> agreed) {
        RecurringGrid.Payment now = period.payment();
        RecurringGrid.Payment was = of.earlier
                .startingAt(period.start())
                .map(RecurringGrid.Period::payment)
                .orElse(now);
        return now == null || was == null || agreed.size() != 1 ? agreed : List.of(now.instead(was, agreed.getFirst()));
    }
}

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
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the balances of recurring commits and credits, one period ahead of the clock. What has begun stays as it was made; the
 * next period follows an edit, and goes if there is none any more. The contract is locked or held.
 */
final class RecurringPeriods {
    private final Balances balances;
    private final RecurringStore store;
    private final RollingOver rollingOver;
    private final Ids ids;

    RecurringPeriods(Balances balances, RecurringStore store, RollingOver rollingOver, Ids ids) {
        this.rollingOver = rollingOver;
        this.balances = balances;
        this.store = store;
        this.ids = ids;
    }

    /**
     * @param edited items whose next period is made anew; of others it stays, as somebody may have edited it
     * @return the balances that were made
     */
    List<Balance> follow(Contract contract, List<RecurringBalance> items, Set<UUID> edited, Instant now) {
        Contract.Ref ref = contract.ref();
        if (contract.isArchived()) {
            items.forEach(item -> store.move(ref, item, null));
            return List.of();
        }
        balances.hold(List.of(contract.customer()));
        Map<UUID, Map<Instant, Balance>> made = made(contract);
        List<Balance> added = new ArrayList<>();
        for (RecurringBalance item : items) {
            RecurringGrid grid = new RecurringGrid(item, contract);
            List<RecurringGrid.Period> periods = grid.begunAndNext(now);
            Map<Instant, Balance> before = made.getOrDefault(item.id(), Map.of());
            added.addAll(add(contract, item, periods, before));
            before.values().stream()
                    .filter(balance -> balance.createdAt().isAfter(now))
                    .forEach(balance -> follow(contract, item, periods, balance, edited.contains(item.id()), now));
            store.move(ref, item, grid.nextDue(periods, now));
        }
        boolean rollsOver = items.stream()
                .filter(item -> item.terms().rolloverFraction() != null)
                .anyMatch(item -> edited.contains(item.id()) || !added.isEmpty());
        if (rollsOver) {
            rollingOver.follow(contract);
        }
        return added;
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

    private List<Balance> add(
            Contract contract, RecurringBalance item, List<RecurringGrid.Period> periods, Map<Instant, Balance> made) {
        List<Balance> added = new ArrayList<>();
        for (RecurringGrid.Period period : periods) {
            if (!made.containsKey(period.start())) {
                Balance balance = balance(contract, item, period, null);
                balances.create(balance, null);
                added.add(balance);
            }
        }
        return added;
    }

    /** What was made of a period that has not begun, as it is to be now. */
    private void follow(
            Contract contract,
            RecurringBalance item,
            List<RecurringGrid.Period> periods,
            Balance made,
            boolean edited,
            Instant now) {
        Optional<RecurringGrid.Period> wanted = periods.stream()
                .filter(period -> period.start().equals(made.createdAt()))
                .findFirst();
        if (wanted.isEmpty() && !made.isArchived()) {
            balances.update(made.archived(now));
        }
        wanted.filter(_ -> edited || made.isArchived())
                .ifPresent(period -> balances.update(balance(contract, item, period, made)));
    }

    /** @param old what was made of the period before, whose ids it keeps */
    private Balance balance(
            Contract contract, RecurringBalance item, RecurringGrid.Period period, @Nullable Balance old) {
        AccessSegmentId segment = old == null || old.segments().isEmpty()
                ? new AccessSegmentId(ids.next())
                : old.segments().getFirst().id();
        return new Balance(
                old == null ? new BalanceId(ids.next()) : old.id(),
                contract.customer(),
                new BalanceScope.OfContract(contract.id().value(), item.children()),
                item.type(),
                item.terms(),
                item.access().unit(),
                List.of(new AccessSegment(segment, period.access(), period.start(), period.accessEnd())),
                payments(item, period, old),
                new BalanceOrigin(item.id(), null),
                period.start(),
                null);
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

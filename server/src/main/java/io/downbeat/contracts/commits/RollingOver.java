package io.downbeat.contracts.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Balances;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.Rollovers;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes what continues the commits and credits of a contract in the one that renews it, a balance for each that rolls over.
 * How much it is, nobody knows as long as the old contract can still use of it: {@link Rollovers} says. The old contract is
 * locked or held.
 */
final class RollingOver {
    private final Balances balances;
    private final BilledPayments.FinalizedInvoices invoices;
    private final CustomFields fields;
    private final Ids ids;

    RollingOver(Balances balances, BilledPayments.FinalizedInvoices invoices, CustomFields fields, Ids ids) {
        this.balances = balances;
        this.invoices = invoices;
        this.fields = fields;
        this.ids = ids;
    }

    /** @param renewed as it was until now; its true-ups that were removed just now go on with what rolled over */
    void renew(ContractTerms renewed, Contract next) {
        BalanceHolder from = holder(renewed.contract());
        // One that was renewed by a contract which is archived now is renewed again, unless that one took something
        // over.
        if (hasRolledOver(from)) {
            throw Refused.conflict("the contract has been renewed");
        }
        Instant end = renewed.contract().endingBefore();
        if (end != null && end.isBefore(next.startingAt())) {
            // All that the contract had ended with it, before there was anything to roll over to.
            return;
        }
        balances.renewed(new Rollovers.Transition(from, next.id().value(), next.startingAt(), next.endingBefore()));
        follow(
                from,
                renewed.get(ContractTerms.BALANCES).stream()
                        .collect(Collectors.toMap(Balance::id, Function.identity())));
    }

    private static BalanceHolder holder(Contract contract) {
        return new BalanceHolder(contract.customer(), contract.id().value());
    }

    private boolean hasRolledOver(BalanceHolder from) {
        return balances.transition(from).isPresent()
                && !balances.continuing(from.customer(), ids(agreed(from))).isEmpty();
    }

    /** What rolled over counts from the contract's end, and so that end stays. */
    void requireSameEnd(Contract before, Contract after) {
        if (!Objects.equals(before.endingBefore(), after.endingBefore()) && hasRolledOver(holder(after))) {
            throw Refused.conflict(
                    "the contract has been renewed, and what rolled over counts from its end, which stays");
        }
    }

    /** After a contract that may have been renewed got balances that roll over. */
    void follow(Contract from) {
        follow(holder(from), Map.of());
    }

    /** @param before balances as they were until now */
    private void follow(BalanceHolder from, Map<BalanceId, Balance> before) {
        Optional<Rollovers.Transition> known = balances.transition(from);
        if (known.isEmpty()) {
            return;
        }
        Rollovers.Transition transition = known.get();
        List<Balance> rolling = agreed(from).stream()
                .filter(balance -> rollsOver(balance, transition.renewedAt()))
                .toList();
        Set<BalanceId> continued = new HashSet<>();
        balances.continuing(from.customer(), ids(rolling)).forEach(into -> {
            BalanceOrigin.RolledOver origin = into.origin().rolledOver();
            if (origin != null) {
                continued.add(origin.from());
            }
        });
        for (Balance balance : rolling) {
            if (!continued.contains(balance.id())) {
                balances.create(continuing(before.getOrDefault(balance.id(), balance), balance, transition), null);
            }
        }
    }

    private List<Balance> agreed(BalanceHolder contract) {
        return balances.ofContracts(List.of(contract)).getOrDefault(contract, List.of());
    }

    private static List<BalanceId> ids(List<Balance> of) {
        return of.stream().map(Balance::id).toList();
    }

    static boolean mayRollOver(Balance balance) {
        BigDecimal fraction = balance.terms().rolloverFraction();
        return fraction != null && fraction.signum() > 0;
    }

    private static boolean rollsOver(Balance balance, Instant renewedAt) {
        return !balance.isArchived()
                && mayRollOver(balance)
                && renewedAt.isBefore(AccessSegment.LATEST_END)
                && balance.segments().stream().anyMatch(segment -> Rollovers.isOpenAt(segment, renewedAt));
    }

    private Balance continuing(Balance before, Balance balance, Rollovers.Transition transition) {
        Instant from = transition.renewedAt();
        Instant until = transition.endsAt() == null ? after(from, longest(before, from)) : transition.endsAt();
        return new Balance(
                new BalanceId(ids.next()),
                balance.customer(),
                scope(balance, transition.into()),
                balance.type(),
                balance.terms()
                        .with(fields.ofCopy(
                                BalanceRequests.entity(balance.type()),
                                balance.terms().customFields())),
                balance.unit(),
                List.of(new AccessSegment(new AccessSegmentId(ids.next()), BigDecimal.ZERO, from, until)),
                payments(before, until),
                new BalanceOrigin(
                        null,
                        new BalanceOrigin.RolledOver(
                                balance.id(),
                                transition.from().contract(),
                                before.costBasis().stripTrailingZeros(),
                                false)),
                from,
                null);
    }

    /** What all children could use, all children of the new contract can; those that were named are of the old one. */
    private static BalanceScope scope(Balance balance, UUID contract) {
        return balance.scope() instanceof BalanceScope.OfContract of
                        && of.children() instanceof BalanceScope.ChildAccess.All all
                ? new BalanceScope.OfContract(contract, all)
                : new BalanceScope.OfContract(contract);
    }

    /** No later than any end that a request can name, which is how "for ever" is written. */
    private static Instant after(Instant from, Duration length) {
        Instant until = from.plus(length);
        return until.isAfter(AccessSegment.LATEST_END) ? AccessSegment.LATEST_END : until;
    }

    private static Duration longest(Balance balance, Instant renewedAt) {
        return balance.segments().stream()
                .filter(segment -> Rollovers.isOpenAt(segment, renewedAt))
                .map(segment -> Duration.between(segment.startingAt(), segment.endingBefore()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What was paid ahead is not paid again; what is owed in arrears is owed at the new end. */
    private @Nullable PaymentSchedule payments(Balance before, Instant until) {
        PaymentSchedule payments = before.payments();
        if (payments == null) {
            return null;
        }
        List<PaymentItem> items = before.type() == BalanceType.POSTPAID
                ? List.of(new PaymentItem(ids.next(), until, BigDecimal.ZERO, BigDecimal.ONE))
                : List.of();
        return new PaymentSchedule(payments.currency(), payments.doNotInvoice() && !items.isEmpty(), items);
    }

    /** Refuses an edit of a balance that rolled over once the next contract, or an invoice of this one, relies on what it was. */
    void requireOpen(Balance balance, Body body, Instant now) {
        List<String> access = List.of("access_schedule", "rollover_fraction").stream()
                .filter(body::mentions)
                .toList();
        if (access.isEmpty() && !body.mentions("invoice_schedule")) {
            return;
        }
        balances.continuing(balance.customer(), balance.id()).ifPresent(into -> {
            Contract.Ref next = contract(into);
            if (!access.isEmpty() && invoices.areOn(next)) {
                throw body.invalid(
                        access.getFirst(),
                        "the " + balance.word() + " rolled over to contract " + next.contract()
                                + ", which has a finalized invoice; void it first");
            }
            if (body.mentions("invoice_schedule")
                    && !into.segments().getFirst().startingAt().isAfter(now)) {
                throw body.invalid(
                        "invoice_schedule",
                        "the contract has ended, and the " + balance.word() + " rolled over to contract "
                                + next.contract());
            }
        });
    }

    void requireNotRolledOver(Balance balance) {
        balances.continuing(balance.customer(), balance.id()).ifPresent(into -> {
            throw Refused.rule("the " + balance.word() + " rolled over to contract "
                    + contract(into).contract() + " and cannot be archived");
        });
    }

    private static Contract.Ref contract(Balance into) {
        if (into.scope() instanceof BalanceScope.OfContract of) {
            return new Contract.Ref(into.customer(), new ContractId(of.contract()));
        }
        throw new IllegalStateException("what rolled over is a contract's: " + into.id());
    }

    /** 0.5 and 0.50 are one fraction. */
    private static boolean isEqual(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null ? other == null : other != null && one.compareTo(other) == 0;
    }

    /** After an edit: what rolls over of it is worked out anew, and what rolls over now and did not before is made. */
    void edited(Contract contract, Balance before, Balance after, Instant now) {
        boolean asBefore = before.segments().equals(after.segments())
                && isEqual(before.terms().rolloverFraction(), after.terms().rolloverFraction())
                && before.costBasis().compareTo(after.costBasis()) == 0;
        if (!asBefore && (mayRollOver(before) || mayRollOver(after))) {
            balances.rollAnew(after, now);
            follow(contract);
        }
    }
}

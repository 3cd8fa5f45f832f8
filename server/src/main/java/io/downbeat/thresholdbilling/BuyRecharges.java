package io.downbeat.thresholdbilling;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.thresholds.PrepaidBalanceThreshold;
import io.downbeat.contracts.thresholds.SpendThreshold;
import io.downbeat.contracts.thresholds.Threshold;
import io.downbeat.contracts.thresholds.ThresholdCommit;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.purchases.OutstandingSpend;
import io.downbeat.platform.db.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks at one contract and buys what its thresholds ask for. Runs inside the caller's transaction, with the contract locked,
 * and reads what drafts and balances come to.
 */
final class BuyRecharges {
    private static final BigDecimal USUAL_PRIORITY = BigDecimal.valueOf(100);

    private final WorkflowStore workflows;
    private final StartWorkflows starting;
    private final MeasureContracts measuring;
    private final PricePurchases pricing;
    private final Ids ids;

    BuyRecharges(
            WorkflowStore workflows,
            StartWorkflows starting,
            MeasureContracts measuring,
            PricePurchases pricing,
            Ids ids) {
        this.workflows = workflows;
        this.starting = starting;
        this.measuring = measuring;
        this.pricing = pricing;
        this.ids = ids;
    }

    /**
     * Nothing new is bought while a purchase of the kind waits for its payment.
     *
     * @return when something changes by itself that may ask for more
     */
    Optional<Instant> look(ContractTerms terms, Instant now) {
        Thresholds thresholds = terms.get(Thresholds.KIND);
        Set<Workflow.Kind> open = workflows.openKinds(terms.contract().ref());
        SpendThreshold bySpend = thresholds.spend();
        if (bySpend != null && bySpend.isEnabled() && !open.contains(Workflow.Kind.SPEND)) {
            ofSpend(bySpend, terms, now).ifPresent(purchase -> buy(Workflow.Kind.SPEND, bySpend, purchase, terms, now));
        }
        PrepaidBalanceThreshold byBalance = thresholds.prepaidBalance();
        if (byBalance == null || !byBalance.isEnabled()) {
            return Optional.empty();
        }
        MeasuredContract measured = measuring.balances(terms);
        Optional<ServicePeriod> current = terms.contract().periods().containing(now);
        if (current.isPresent() && !open.contains(Workflow.Kind.PREPAID_BALANCE)) {
            CreditType unit = measuring.unit(byBalance, terms.contract());
            Amount balance = measured.balance(unit, byBalance.counted(), now);
            Purchase.ofBalance(byBalance.thresholdAmount(), byBalance.recharge().rechargeToAmount(), balance, now)
                    .ifPresent(purchase -> buy(Workflow.Kind.PREPAID_BALANCE, byBalance, purchase, terms, now));
        }
        return Stream.of(measured.nextChange(now), starts(terms.contract(), now))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static Optional<Instant> starts(Contract contract, Instant now) {
        return Optional.of(contract.startingAt()).filter(start -> start.isAfter(now));
    }

    private Optional<Purchase> ofSpend(SpendThreshold threshold, ContractTerms terms, Instant now) {
        if (terms.contract().periods().containing(now).isEmpty()) {
            return Optional.empty();
        }
        OutstandingSpend.Outstanding outstanding = measuring.outstanding(terms);
        return Purchase.ofSpend(threshold.thresholdAmount(), outstanding.total(), outstanding.oldest());
    }

    private void buy(Workflow.Kind kind, Threshold threshold, Purchase purchase, ContractTerms terms, Instant now) {
        PricePurchases.Price price = pricing.of(purchase, threshold, terms, now);
        if (price.amount().signum() > 0) {
            Balance commit = commit(threshold.commit(), purchase, price.amount(), terms.contract(), now);
            starting.start(kind, threshold.gate(), commit, price.fraction(), terms, now);
        }
    }

    private Balance commit(ThresholdCommit terms, Purchase purchase, Amount price, Contract contract, Instant now) {
        Instant endingBefore =
                Purchase.endingBefore(contract.periods().containing(now).orElseThrow());
        return new Balance(
                new BalanceId(ids.next()),
                contract.customer(),
                new BalanceScope.OfContract(contract.id().value()),
                BalanceType.PREPAID,
                new BalanceTerms(
                        terms.product(),
                        terms.name(),
                        terms.description(),
                        terms.priority() == null ? USUAL_PRIORITY : terms.priority(),
                        terms.appliesTo().usage(),
                        RateType.LIST_RATE,
                        null,
                        Map.of()),
                purchase.amount().unit(),
                List.of(new AccessSegment(
                        new AccessSegmentId(ids.next()),
                        purchase.amount().value(),
                        purchase.startingAt(),
                        endingBefore)),
                new PaymentSchedule(
                        price.unit(), false, List.of(new PaymentItem(ids.next(), now, price.value(), BigDecimal.ONE))),
                BalanceOrigin.AGREED,
                now,
                null);
    }
}

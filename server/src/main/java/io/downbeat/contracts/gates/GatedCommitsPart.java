package io.downbeat.contracts.gates;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.commits.CommitsPart;
import io.downbeat.contracts.thresholds.GateRequests;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commits of an edit that are to be paid first. */
public final class GatedCommitsPart implements ContractPart<List<GatedCommit>> {
    private static final BigDecimal SMALLEST_CHARGE = new BigDecimal("0.5");

    private final CommitsPart commits;

    GatedCommitsPart(CommitsPart commits) {
        this.commits = commits;
    }

    @Override
    public TermKind<List<GatedCommit>> kind() {
        return GatedCommit.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of();
    }

    /** It reads some of the items of {@code add_commits}, which {@link CommitsPart} names. */
    @Override
    public Set<String> editFields() {
        return Set.of();
    }

    @Override
    public List<GatedCommit> create(Body body, Creation creation) {
        return List.of();
    }

    /** Refuses one that is not paid ahead, by one payment that is due, on an invoice. */
    @Override
    public Change<List<GatedCommit>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<GatedCommit> asked = new ArrayList<>();
            for (CommitsPart.Gated each : commits.gated(body, edit)) {
                asked.add(read(each, edit));
                commits.with(List.of(), each.commit(), edit);
            }
            return List.copyOf(asked);
        };
    }

    private static GatedCommit read(CommitsPart.Gated gated, Edit edit) {
        Body asked = gated.asked();
        Balance commit = gated.commit();
        if (commit.type() != BalanceType.PREPAID) {
            throw asked.invalid("type", "must be PREPAID with a payment_gate_config");
        }
        PaymentSchedule payments = commit.payments();
        if (payments == null || payments.items().size() != 1 || payments.doNotInvoice()) {
            throw asked.invalid(
                    "invoice_schedule", "must have exactly one item, which is invoiced, with a payment_gate_config");
        }
        PaymentItem payment = payments.items().getFirst();
        if (payment.timestamp().isAfter(edit.now())) {
            throw asked.invalid("invoice_schedule", "must not lie in the future with a payment_gate_config");
        }
        Instant end = edit.after().contract().endingBefore();
        if (end != null && !payment.timestamp().isBefore(end)) {
            throw asked.invalid(
                    "invoice_schedule", "must lie before the contract's ending_before, " + Json.instant(end));
        }
        PaymentGate gate = GateRequests.ofCommit(asked.object("payment_gate_config"));
        requireChargeable(asked, gate, new Amount(payment.amount(), payments.currency()));
        return new GatedCommit(commit, gate);
    }

    private static void requireChargeable(Body asked, PaymentGate gate, Amount price) {
        if (gate.type() == PaymentGate.Type.STRIPE && price.inMajorUnits().compareTo(SMALLEST_CHARGE) < 0) {
            throw asked.invalid("invoice_schedule", "Stripe charges no less than 0.50");
        }
        if (price.unit().equals(CreditType.USD_CENTS) && price.signum() < 0) {
            throw asked.invalid("invoice_schedule", "must not be negative");
        }
    }

    /** Nothing: whoever hears of the edit keeps it. */
    @Override
    public void save(Contract was, Contract contract, List<GatedCommit> before, List<GatedCommit> after) {}

    @Override
    public Map<ContractId, List<GatedCommit>> load(Collection<Contract.Ref> contracts) {
        return Map.of();
    }

    @Override
    public View<List<GatedCommit>> view(Collection<List<GatedCommit>> terms) {
        return (contract, gated, node, place) -> {};
    }
}

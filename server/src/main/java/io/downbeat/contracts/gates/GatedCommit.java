package io.downbeat.contracts.gates;

import io.downbeat.balances.Balance;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.thresholds.PaymentGate;
import java.util.List;

/**
 * A commit that is to be paid before it is there.
 *
 * @param commit paid ahead, with one payment that is due
 */
public record GatedCommit(Balance commit, PaymentGate gate) {
    /** What one edit asked for; a contract that is read has none. */
    public static final TermKind<List<GatedCommit>> KIND = new TermKind<>("commits to be paid first", List.of());
}

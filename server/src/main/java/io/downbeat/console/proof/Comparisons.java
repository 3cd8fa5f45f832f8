package io.downbeat.console.proof;

import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.reconciliation.Difference;
import io.downbeat.reconciliation.Reconciliation;
import io.downbeat.reconciliation.Repairs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the providers hold beside ours, as a person reads it. Pure. */
final class Comparisons {
    private Comparisons() {}

    static ProofPage.Compared of(Reconciliation.Result result) {
        Reconciliation.@Nullable Plan plan = result.plan();
        List<ProofPage.Difference> differences = new ArrayList<>();
        for (int i = 0; i < result.findings().size(); i++) {
            differences.add(difference(
                    result.findings().get(i), plan == null ? null : plan.steps().get(i)));
        }
        return new ProofPage.Compared(
                result.accounts().stream().map(Comparisons::account).toList(),
                differences,
                plan == null ? null : plan.id().toString(),
                plan == null ? "" : Moments.moment(plan.expiresAt()),
                differences.stream().filter(ProofPage.Difference::isSafe).count());
    }

    private static ProofPage.Account account(Reconciliation.AccountResult account) {
        return new ProofPage.Account(
                account.account(),
                account.asked() ? Figures.count(account.checked()) : "–",
                Figures.count(account.findings()),
                account.cannotAsk() == null ? "" : Sentences.whole(account.cannotAsk()),
                account.asked() && account.findings() == 0);
    }

    private static ProofPage.Difference difference(Difference found, Reconciliation.@Nullable PlannedStep step) {
        return new ProofPage.Difference(
                found.account(),
                Sentences.begin(found.kind().words()),
                found.customerName() == null ? "" : found.customerName(),
                found.invoiceId() == null ? null : "/console/invoices/" + found.invoiceId(),
                found.providerRef() == null ? "" : found.providerRef(),
                Sentences.whole(found.detail()),
                step == null ? "" : Sentences.whole(step.explanation()),
                step != null && step.safe());
    }

    static List<ProofPage.Applied> applied(List<Repairs.Applied> steps) {
        return steps.stream()
                .map(step -> new ProofPage.Applied(
                        step.n(),
                        Sentences.begin(step.action().words()),
                        step.outcome().equals("APPLIED"),
                        Sentences.whole(step.detail())))
                .toList();
    }
}

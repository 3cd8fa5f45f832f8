package io.downbeat.console.proof;

import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Sentences;
import io.downbeat.verification.Verification;
import java.util.List;
import java.util.Map;

/** A verdict as groups that a person reads. Pure. */
final class Verdicts {
    private Verdicts() {}

    static ProofPage.Verdict of(
            Verification.Verdict verdict, Map<String, List<Verification.Checked>> subjects, boolean hasInvoices) {
        return new ProofPage.Verdict(
                verdict.ok(),
                verdict.ok() && !hasInvoices,
                subjects.entrySet().stream()
                        .map(group -> group(group.getKey(), group.getValue(), verdict.violations()))
                        .toList());
    }

    private static ProofPage.Group group(
            String subject, List<Verification.Checked> checks, List<Verification.Violation> violations) {
        long broken = checks.stream().filter(check -> check.violations() > 0).count();
        return new ProofPage.Group(
                Sentences.begin(subject),
                broken == 0,
                broken == 0
                        ? "all " + checks.size() + " checks hold"
                        : broken + " of " + checks.size()
                                + (broken == 1 ? " checks is violated" : " checks are violated"),
                checks.stream().map(check -> check(check, violations)).toList());
    }

    private static ProofPage.Check check(Verification.Checked check, List<Verification.Violation> violations) {
        return new ProofPage.Check(
                Sentences.begin(check.name().replace('_', ' ')),
                Figures.count(check.checked()),
                Figures.count(check.violations()),
                violations.stream()
                        .filter(violation -> violation.check().equals(check.name()))
                        .map(violation -> new ProofPage.Violation(
                                violation.invoiceId() == null ? null : "/console/invoices/" + violation.invoiceId(),
                                violation.detail()))
                        .toList());
    }
}

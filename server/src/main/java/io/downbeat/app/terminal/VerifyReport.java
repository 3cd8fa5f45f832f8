package io.downbeat.app.terminal;

import io.downbeat.verification.Verification.Checked;
import io.downbeat.verification.Verification.Verdict;
import io.downbeat.verification.Verification.Violation;
import java.util.List;
import java.util.Map;

/** A verdict as a person reads it: a line for what the checks are about, and every violation with its invoice. */
public final class VerifyReport {
    private final ConsolePrinter printer;
    private final Map<String, List<Checked>> subjects;

    /** @param subjects the verdict's checks by what they are about */
    public VerifyReport(ConsolePrinter printer, Map<String, List<Checked>> subjects) {
        this.printer = printer;
        this.subjects = subjects;
    }

    public void tellNothing() {
        printer.fact("nothing to check: no invoice was finalized in this range");
    }

    /** @param all whether each check is listed */
    public void tell(Verdict verdict, boolean all) {
        if (all) {
            printer.table(
                    List.of("check", "checked", "violations"),
                    verdict.checks().stream()
                            .map(check -> List.of(words(check.name()), "" + check.checked(), "" + check.violations()))
                            .toList());
            printer.line();
        }
        subjects.forEach(this::group);
        verdict.violations().forEach(this::violation);
        if (verdict.ok()) {
            printer.line();
            printer.good("every invoice went to exactly one billing provider, exactly once");
        }
    }

    private void group(String subject, List<Checked> checks) {
        long broken = checks.stream().filter(check -> check.violations() > 0).count();
        if (broken == 0) {
            printer.good("%-10s  all %d checks hold".formatted(subject, checks.size()));
        } else {
            printer.bad("%-10s  %d of %d checks %s violated"
                    .formatted(subject, broken, checks.size(), broken == 1 ? "is" : "are"));
        }
    }

    private void violation(Violation violation) {
        String invoice = violation.invoiceId() == null ? "" : " (invoice " + violation.invoiceId() + ")";
        printer.bad(words(violation.check()) + invoice + ": " + violation.detail());
    }

    private static String words(String name) {
        return name.replace('_', ' ');
    }
}

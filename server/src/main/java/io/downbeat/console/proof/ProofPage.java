package io.downbeat.console.proof;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param from and {@code until}: what the fields of the form hold
 * @param error why the question was refused
 * @param verdict {@code null} before somebody asked
 * @param compared {@code null} before somebody asked
 * @param applied what a plan's steps came to; empty before one was applied
 */
record ProofPage(
        Frame frame,
        String from,
        String until,
        @Nullable String error,
        @Nullable Verdict verdict,
        @Nullable Compared compared,
        List<Applied> applied) {
    ProofPage {
        applied = List.copyOf(applied);
    }

    /** @param nothing whether no invoice was finalized in the range, so that nothing was checked */
    record Verdict(boolean ok, boolean nothing, List<Group> groups) {
        Verdict {
            groups = List.copyOf(groups);
        }
    }

    /** @param says such as {@code all 12 checks hold} */
    record Group(String subject, boolean ok, String says, List<Check> checks) {
        Group {
            checks = List.copyOf(checks);
        }
    }

    record Check(String words, String checked, String violations, List<Violation> found) {
        Check {
            found = List.copyOf(found);
        }
    }

    record Violation(@Nullable String invoiceHref, String detail) {}

    /**
     * @param plan the id of what can be done; {@code null} if nothing differs
     * @param safe how many steps may be applied
     */
    record Compared(
            List<Account> accounts,
            List<Difference> differences,
            @Nullable String plan,
            String planEnds,
            long safe) {
        Compared {
            accounts = List.copyOf(accounts);
            differences = List.copyOf(differences);
        }
    }

    /** @param cannotAsk why; empty if it was asked */
    record Account(String name, String checked, String differences, String cannotAsk, boolean isFine) {}

    record Difference(
            String account,
            String kind,
            String customer,
            @Nullable String invoiceHref,
            String there,
            String detail,
            String whatNext,
            boolean isSafe) {}

    record Applied(int n, String action, boolean wasDone, String detail) {}
}

package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import io.downbeat.console.words.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second step of a switch: what it would do.
 *
 * @param boundary ISO; empty if there is none
 * @param meanwhile whether the contract changed since this was looked at, so that nothing was done
 * @param refusals why it cannot be done; then nothing can be confirmed
 * @param confirm {@code null} where there is nothing to confirm, or nobody who may
 * @param backHref to the first step, with the same choice
 */
record PreviewPage(
        Frame frame,
        SwitchPage.Contracted contract,
        String boundary,
        String heading,
        String when,
        boolean meanwhile,
        List<Row> rows,
        String staying,
        List<String> refusals,
        Checks checks,
        @Nullable Confirm confirm,
        String backHref) {
    PreviewPage {
        rows = List.copyOf(rows);
        refusals = List.copyOf(refusals);
    }

    /**
     * @param kind such as {@code draft}
     * @param riding what it charges for the time behind the boundary; empty for nothing
     */
    record Row(
            String what,
            String kind,
            String riding,
            String amount,
            Destination before,
            Destination after,
            boolean changes) {}

    /**
     * Whether it will work.
     *
     * @param askHref where the provider is asked too; {@code null} once it was, or where there is nobody to ask
     */
    record Checks(List<Check> all, @Nullable String askHref) {
        Checks {
            all = List.copyOf(all);
        }
    }

    record Check(String sign, String css, String says) {}

    /**
     * The form of the last step.
     *
     * @param seen names what this page shows, so that nothing else is done
     * @param once makes a form sent twice one switch
     */
    record Confirm(String configuration, String effectiveAt, String seen, String once, String button) {}
}

package io.downbeat.console.contracts;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of a contract's terms, and the page that says what a change of them does.
 *
 * @param changes in sentences; empty while the form is filled in
 * @param meanwhile whether the contract was changed since it was looked at
 * @param error why it was not done; {@code null} for none
 * @param once makes the form one edit, however often it is sent
 */
record TermsPage(
        Frame frame,
        SwitchPage.Contracted contract,
        TermsRequest fields,
        List<String> changes,
        boolean meanwhile,
        @Nullable String error,
        String seen,
        String once) {
    TermsPage {
        changes = List.copyOf(changes);
    }
}

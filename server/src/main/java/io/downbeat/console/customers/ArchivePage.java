package io.downbeat.console.customers;

import io.downbeat.console.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page before something is archived: what that would strand.
 *
 * @param path where the form is sent
 * @param back where whoever thinks better of it goes
 * @param says what will happen, in sentences
 * @param strands the contracts that would be left without; empty if none would
 * @param button {@code null} where there is nothing to do
 * @param error why it was not done
 */
record ArchivePage(
        Frame frame,
        String customer,
        String heading,
        String path,
        String back,
        List<String> says,
        List<CustomerPage.Use> strands,
        @Nullable String button,
        @Nullable String error) {
    ArchivePage {
        says = List.copyOf(says);
        strands = List.copyOf(strands);
    }
}

package io.downbeat.console.invoices;

import io.downbeat.console.Frame;
import io.downbeat.console.words.Destination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page before something is done to an invoice.
 *
 * @param says what will happen, a sentence each
 * @param whyNot why it cannot be done as things stand, in a sentence; {@code null} if it can
 * @param error why it was not done, in a sentence; {@code null} at first
 */
record InvoiceActionPage(
        Frame frame,
        InvoiceAction action,
        String path,
        InvoicePage.Head invoice,
        String total,
        Destination to,
        List<String> says,
        @Nullable String whyNot,
        @Nullable String error) {
    InvoiceActionPage {
        says = List.copyOf(says);
    }

    boolean isOffered() {
        return whyNot == null;
    }
}

package io.downbeat.console.invoices;

import io.downbeat.invoicing.InvoiceStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person may do to an invoice. */
enum InvoiceAction {
    VOID("Void", "Void this invoice?", "Void the invoice", InvoiceStatus.FINALIZED),
    REGENERATE("Regenerate", "Regenerate this invoice?", "Regenerate the invoice", InvoiceStatus.VOID);

    private final String word;
    private final String question;
    private final String button;
    private final InvoiceStatus of;

    InvoiceAction(String word, String question, String button, InvoiceStatus of) {
        this.word = word;
        this.question = question;
        this.button = button;
        this.of = of;
    }

    /** As its path ends. */
    static InvoiceAction of(String path) {
        return valueOf(path.toUpperCase(Locale.ROOT));
    }

    String word() {
        return word;
    }

    String question() {
        return question;
    }

    String button() {
        return button;
    }

    String path(String invoice) {
        return invoice + "/" + name().toLowerCase(Locale.ROOT);
    }

    /** Whether a button leads to it; whether it is done is decided where it is done. */
    boolean isOfferedFor(InvoiceData data) {
        return whyNot(data) == null;
    }

    /** Why it cannot be done as things stand, in a sentence; {@code null} if it can. */
    @Nullable
    String whyNot(InvoiceData data) {
        boolean wasTakenAway = data.invoice().finalizedAt() == null;
        if (data.invoice().status() != of || wasTakenAway || data.after().regeneratedAs() != null) {
            return "The invoice is " + data.condition().word() + ".";
        }
        return this == VOID && data.after().consolidatedAs() != null
                ? "Its lines stand on the parent's consolidated invoice: void that one first."
                : null;
    }
}

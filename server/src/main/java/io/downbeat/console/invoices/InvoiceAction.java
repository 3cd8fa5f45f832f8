package io.downbeat.console.invoices;

import io.downbeat.invoicing.InvoiceStatus;
import java.util.Locale;

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
        boolean wasTakenAway = data.invoice().finalizedAt() == null;
        return data.invoice().status() == of && !wasTakenAway && data.after().regeneratedAs() == null;
    }
}

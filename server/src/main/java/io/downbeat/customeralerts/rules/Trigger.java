package io.downbeat.customeralerts.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What made a server evaluate a customer. */
public enum Trigger {
    /** Usage, and whatever else changes what a customer has used or has left. */
    USAGE,
    /** Drafts were opened, or invoices finalized or voided. */
    INVOICE_GENERATION;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

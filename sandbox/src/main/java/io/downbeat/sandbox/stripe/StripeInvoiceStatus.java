package io.downbeat.sandbox.stripe;

import java.util.Locale;

/** What an invoice is at Stripe; deleted ones are shown to nobody but stay in the ledger. */
enum StripeInvoiceStatus {
    DRAFT,
    OPEN,
    PAID,
    VOID,
    UNCOLLECTIBLE,
    DELETED;

    String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

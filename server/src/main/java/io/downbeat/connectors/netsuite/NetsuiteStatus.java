package io.downbeat.connectors.netsuite;

import java.util.Locale;

/** Where an invoice is at NetSuite, as the record ({@code Paid In Full}) or SuiteQL ({@code CustInvc:B}) words it. */
enum NetsuiteStatus {
    OPEN,
    PAID,
    VOIDED,
    /** Not in the books: it waits for an approval, or was refused one. */
    UNAPPROVED,
    OTHER;

    static NetsuiteStatus of(String wire) {
        String word = wire.substring(wire.lastIndexOf(':') + 1).strip().toUpperCase(Locale.ROOT);
        return switch (word) {
            // Not every role may see the status; what is there and not known to be over is open.
            case "", "A", "OPEN" -> OPEN;
            case "B", "PAID IN FULL", "PAIDINFULL", "PAID" -> PAID;
            case "V", "VOIDED", "VOID" -> VOIDED;
            case "D", "E", "PENDING APPROVAL", "PENDINGAPPROVAL", "REJECTED" -> UNAPPROVED;
            default -> OTHER;
        };
    }

    /** The API's word. */
    String external(boolean isPartlyPaid) {
        return switch (this) {
            case OPEN -> isPartlyPaid ? "PARTIALLY_PAID" : "FINALIZED";
            case PAID -> "PAID";
            case VOIDED -> "VOID";
            case UNAPPROVED -> "DRAFT";
            case OTHER -> "SENT";
        };
    }
}

package io.downbeat.invoicing;

/** What an invoice bills. */
public enum InvoiceType {
    /** The usage of one service period, with the scheduled charges that ride along. */
    USAGE,
    /** The scheduled charges of one date. */
    SCHEDULED,
    /** The lines of a parent's and its children's usage invoices of one service period of the parent. */
    USAGE_CONSOLIDATED,
    /** Professional services, as somebody asked for them on a date. */
    PROFESSIONAL_SERVICES;

    /** Whether it covers a service period; all others are a point, their date. */
    boolean hasPeriod() {
        return switch (this) {
            case USAGE, USAGE_CONSOLIDATED -> true;
            case SCHEDULED, PROFESSIONAL_SERVICES -> false;
        };
    }
}

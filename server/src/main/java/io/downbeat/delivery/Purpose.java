package io.downbeat.delivery;

/** What the row is after. */
public enum Purpose {
    /** The invoice shall be at the provider. */
    DELIVER,
    /** The invoice was voided, or an operator gave it up: it shall not be at the provider any more. */
    WITHDRAW
}

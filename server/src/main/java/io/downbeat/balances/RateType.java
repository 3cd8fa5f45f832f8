package io.downbeat.balances;

/** At which price usage is paid by a balance. */
public enum RateType {
    LIST_RATE,
    /** The rate card's commit rate where there is one, else the list rate. */
    COMMIT_RATE
}

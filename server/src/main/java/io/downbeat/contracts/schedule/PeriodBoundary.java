package io.downbeat.contracts.schedule;

/** When a change of billing provider takes effect; resolved to an instant once, when the edit is made. */
public enum PeriodBoundary {
    /** The start of the service period that contains now; before the contract starts, its start. */
    START_OF_CURRENT_PERIOD,
    /** The start of the period after that one. */
    START_OF_NEXT_PERIOD
}

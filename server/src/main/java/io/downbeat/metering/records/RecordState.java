package io.downbeat.metering.records;

/** Where a metering record is on its way. Its quantity counts as billed in every state but the two that give it back. */
public enum RecordState {
    /** Frozen, and certainly not taken by the marketplace yet. */
    PENDING,
    /** A request with it left, or is about to. */
    SENDING,
    /** A request with it left and no answer is known; the same bytes go out again, inside the window. */
    UNKNOWN,
    /** Handed to an intermediary, which has not said yet that the marketplace holds it; it is asked until the window ends. */
    SENT,
    /** The marketplace said that it holds this record. */
    CONFIRMED,
    /** The marketplace refused it for good; the amount rides in a later record. */
    REJECTED,
    /** It never arrived and its window is over; the amount rides in a later record. */
    EXPIRED,
    /** Only a person can tell whether the marketplace holds it. */
    PARKED;

    /** Whether the amount went back to the pool. */
    public boolean gaveBack() {
        return this == REJECTED || this == EXPIRED;
    }

    public boolean isSettled() {
        return this == CONFIRMED || gaveBack() || this == PARKED;
    }
}

package io.downbeat.delivery;

/**
 * Where a delivery stands, in the words of design.md part 5. People read it; what may be sent next follows from the
 * facts of the row ({@link Delivery.Progress}) and from what the provider shows.
 */
public enum DeliveryState {
    /** Nothing was sent yet. */
    PENDING,
    /** A server holds it and has not announced a request: dying here is harmless. */
    CLAIMED,
    /** A request was announced and may be under way: dying here leaves an unknown outcome. */
    SENDING,
    /** The provider took it; nothing independent confirms it, or not yet. */
    SENT,
    /** The provider showed, on being asked, that it holds exactly this. */
    CONFIRMED,
    /** A request went out and its outcome is not known: the provider is asked before anything else happens. */
    UNKNOWN,
    /** Every outcome so far is known and nothing is wrong for good: tried again later. */
    RETRY_WAIT,
    /** Needs a person; the reason says why. */
    PARKED,
    /** Deliberately never sent; the reason says why. */
    SKIPPED,
    /** Taken back, or given up by a person. */
    CANCELLED;

    /** Nothing happens to it any more by itself. */
    public boolean isAtRest() {
        return switch (this) {
            case SENT, CONFIRMED, PARKED, SKIPPED, CANCELLED -> true;
            case PENDING, CLAIMED, SENDING, UNKNOWN, RETRY_WAIT -> false;
        };
    }
}

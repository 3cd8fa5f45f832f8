package io.downbeat.delivery.metering;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a marketplace said about one slot, or that it said nothing. */
public sealed interface SlotAnswer {

    /** It holds the record. @param reference the provider's own id of it */
    record Accepted(@Nullable String reference) implements SlotAnswer {}

    /**
     * A carrier took it and will hand it on: not metered yet. Only a later {@link MeterRoad#read} tells.
     *
     * @param reference the carrier's own id of it
     */
    record HandedOver(@Nullable String reference) implements SlotAnswer {}

    /** Asked for a record that was handed over, the carrier says that it has none. */
    record NotHeld(String why) implements SlotAnswer {}

    /** It holds a record for this hour already and does not say with which quantity. */
    record Duplicate(@Nullable String reference) implements SlotAnswer {}

    /**
     * It holds a record for this hour already, and with another quantity: somebody else wrote it.
     *
     * @param quantity what it holds, in cents
     * @param reference the provider's own id of what it holds
     */
    record HeldOtherwise(long quantity, @Nullable String reference) implements SlotAnswer {}

    /** The buyer has no agreement any more, or none yet. */
    record NotSubscribed() implements SlotAnswer {}

    /** It will never take this record. */
    record Refused(String code, String message) implements SlotAnswer {}

    /** It does not take records of that hour any more. */
    record TooLate(String message) implements SlotAnswer {}

    /** It did not look at the record: not billed, send again. */
    record Unprocessed() implements SlotAnswer {}

    /**
     * It takes no more requests right now; nothing was billed.
     *
     * @param retryAfter how long it asks the account to wait, if it says so
     */
    record Throttled(String message, @Nullable Duration retryAfter) implements SlotAnswer {
        public Throttled(String message) {
            this(message, null);
        }
    }

    /** No answer, or one that says nothing about the outcome. */
    record NoAnswer(String why) implements SlotAnswer {}

    /** It refuses the whole account: credentials, permissions, a region without the API. Nothing was billed. */
    record AccountRefused(String code, String message) implements SlotAnswer {}
}

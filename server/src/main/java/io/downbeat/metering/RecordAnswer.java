package io.downbeat.metering;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.RetryAfter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a marketplace said about one record, or that it said nothing. */
public sealed interface RecordAnswer {

    /**
     * It holds the record.
     *
     * @param reference the provider's own id of it
     */
    record Accepted(@Nullable String reference) implements RecordAnswer {}

    /**
     * An intermediary took it and will hand it on: not metered yet. Only a later {@link MarketplaceConnector#read} tells.
     *
     * @param reference the intermediary's own id of it
     */
    record Submitted(@Nullable String reference) implements RecordAnswer {}

    /** Asked for a record that was handed over, the intermediary says that it has none. */
    record NotFound(String why) implements RecordAnswer {}

    /** It holds a record for this hour already and does not say with which quantity. */
    record Duplicate(@Nullable String reference) implements RecordAnswer {}

    /**
     * It holds a record for this hour already, and with another quantity: somebody else wrote it.
     *
     * @param quantity what it holds, in cents
     * @param reference the provider's own id of what it holds
     */
    record QuantityConflict(long quantity, @Nullable String reference) implements RecordAnswer {}

    /** The buyer has no agreement any more, or none yet. */
    record NotSubscribed() implements RecordAnswer {}

    /** It will never take this record. */
    record Refused(String code, String message) implements RecordAnswer {}

    /** It does not take records of that hour any more. */
    record TooLate(String message) implements RecordAnswer {}

    /** It did not look at the record: not billed, send again. */
    record Unprocessed() implements RecordAnswer {}

    /**
     * It takes no more requests right now; nothing was billed.
     *
     * @param retryAfter how long it asks the account to wait, if it says so
     */
    record Throttled(String message, @Nullable Duration retryAfter) implements RecordAnswer {
        public Throttled(String message) {
            this(message, null);
        }

        public Duration wish() {
            return retryAfter == null ? Duration.ZERO : retryAfter;
        }

        /** Every server must know, and a person. */
        public boolean isLong() {
            return RetryAfter.hold(retryAfter).isPresent();
        }
    }

    /**
     * This server itself failed over it in a way that does not pass, a bug of ours; the request may have arrived.
     *
     * @param why for a person, without the failure's text
     */
    record OurFailure(String why) implements RecordAnswer {}

    /** No answer, or one that says nothing about the outcome. */
    record NoAnswer(String why) implements RecordAnswer {}

    /** It refuses the whole account: credentials, permissions, a region without the API. Nothing was billed. */
    record AccountRefused(String code, String message, Answer.Scope scope) implements RecordAnswer {
        public AccountRefused(String code, String message) {
            this(code, message, Answer.Scope.CREDENTIALS);
        }
    }
}

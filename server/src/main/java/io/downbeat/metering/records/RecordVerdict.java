package io.downbeat.metering.records;

import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.RetryAfter;
import io.downbeat.platform.secrets.SecretMask;
import io.downbeat.platform.work.Backoff;
import io.downbeat.platform.work.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record after an answer. Pure but for the jitter.
 *
 * <p>The one rule behind all cases: an amount goes back to the pool only if the marketplace certainly does not hold the
 * record. Where an earlier request stayed without an answer, even a refusal leaves that open, and the record is parked.
 *
 * @param answered whether this attempt's outcome is known
 * @param refusal whether it counts towards stopping the configuration
 * @param error for people; a provider's words are part of it, so it is masked
 * @param nextAttemptAt when it is sent again or, once SENT, asked for; {@code null} once it is settled
 */
record RecordVerdict(
        RecordState state,
        boolean answered,
        boolean refusal,
        @Nullable Instant nextAttemptAt,
        @Nullable String reference,
        @Nullable String code,
        @Nullable String error) {

    RecordVerdict {
        error = error == null ? null : SecretMask.of(error.replace("\u0000", ""));
    }

    private static final Backoff RETRIES =
            Backoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(10)).withJitterFrom(50);
    /** An intermediary that sends at once needs a moment. */
    private static final Duration READING = Duration.ofSeconds(5);

    static RecordVerdict of(ClaimedRecord record, RecordAnswer answer, Instant now) {
        return switch (answer) {
            case RecordAnswer.Accepted(var reference) -> confirmed(reference);
            case RecordAnswer.Submitted(var reference) -> handedOver(record, reference, now, null, null);
            case RecordAnswer.Duplicate(var reference) -> ofDuplicate(record, reference);
            case RecordAnswer.QuantityConflict(var quantity, var reference) -> ofOther(record, quantity, reference);
            case RecordAnswer.NotSubscribed() ->
                refused(
                        record,
                        "CustomerNotSubscribed",
                        "the customer has no agreement for this product (any more, or yet)");
            case RecordAnswer.Refused(var code, var message) -> refused(record, code, message);
            case RecordAnswer.TooLate(var message) -> tooLate(record, message);
            case RecordAnswer.Unprocessed() ->
                again(record, true, now, "Unprocessed", "the provider did not look at it");
            case RecordAnswer.Throttled(var message, var retryAfter) ->
                again(record, true, now, "Throttled", message).notBefore(record, now, retryAfter);
            case RecordAnswer.AccountRefused(var code, var message, var _) -> again(record, true, now, code, message);
            case RecordAnswer.NoAnswer(var why) -> again(record, false, now, "NoAnswer", why);
            case RecordAnswer.OurFailure(var why) ->
                isHopeless(record)
                        ? unanswered(
                                OURS,
                                why + "; look whether the marketplace holds the record, then resolve or" + " cancel it")
                        : again(record, false, now, OURS, why);
            case RecordAnswer.NotFound(var why) -> again(record, false, now, "NotHeld", why);
        };
    }

    /**
     * What becomes of a record that an intermediary took, after it was asked. A refusal parks it: that one may still try again,
     * so only a person can say that the marketplace will never hold it.
     */
    static RecordVerdict ofReading(ClaimedRecord record, RecordAnswer answer, Instant now) {
        return switch (answer) {
            case RecordAnswer.Accepted(var reference) -> confirmed(reference == null ? record.reference() : reference);
            case RecordAnswer.QuantityConflict(var quantity, var reference) -> ofOther(record, quantity, reference);
            case RecordAnswer.NotSubscribed() -> refusedLater("CustomerNotSubscribed", "the customer has no agreement");
            case RecordAnswer.Refused(var code, var message) -> refusedLater(code, message);
            case RecordAnswer.TooLate(var message) -> parked(EXPIRED, message + SETTLE_THERE);
            case RecordAnswer.NotFound(var why) -> notHeld(record, now, why);
            case RecordAnswer.Submitted(var _) -> waiting(record, now, "HandedOver", "taken, not metered yet", null);
            case RecordAnswer.Duplicate(var _) ->
                waiting(record, now, "Duplicate", "not said with what quantity", null);
            case RecordAnswer.Unprocessed() ->
                waiting(record, now, "Unprocessed", "the provider did not look at it", null);
            case RecordAnswer.Throttled(var message, var wait) -> waiting(record, now, "Throttled", message, wait);
            case RecordAnswer.AccountRefused(var code, var message, var _) -> waiting(record, now, code, message, null);
            case RecordAnswer.NoAnswer(var why) -> waiting(record, now, "NoAnswer", why, null);
            case RecordAnswer.OurFailure(var why) ->
                isHopeless(record) ? parked(OURS, why + SETTLE_THERE) : waiting(record, now, OURS, why, null);
        };
    }

    /** What does not pass by itself is a person's after a handful of tries, not once the window is over. */
    private static boolean isHopeless(ClaimedRecord record) {
        return record.ownFailures() + 1 >= Failure.TRIES;
    }

    private static final String SETTLE_THERE = "; look there what became of it, then resolve or cancel the record";

    private static RecordVerdict refusedLater(String code, String message) {
        return new RecordVerdict(RecordState.PARKED, true, true, null, null, code, message + SETTLE_THERE);
    }

    /** The same bytes go out again; they are one record with whatever the intermediary may find after all. */
    private static RecordVerdict notHeld(ClaimedRecord record, Instant now, String why) {
        if (!now.isBefore(record.deadline())) {
            return parked(EXPIRED, why + " and its window is over" + SETTLE_THERE);
        }
        return new RecordVerdict(
                RecordState.UNKNOWN, false, false, next(record, now), record.reference(), "NotHeld", why);
    }

    private static RecordVerdict waiting(
            ClaimedRecord record, Instant now, String code, String why, @Nullable Duration wait) {
        if (!now.isBefore(record.deadline())) {
            return parked(EXPIRED, "the marketplace's window is over and it is not metered: " + why + SETTLE_THERE);
        }
        return handedOver(record, record.reference(), now, code, why).notBefore(record, now, wait);
    }

    private static RecordVerdict handedOver(
            ClaimedRecord record,
            @Nullable String reference,
            Instant now,
            @Nullable String code,
            @Nullable String why) {
        Instant after = now.plus(READING.plus(pause(record.readings() + 3)));
        Instant next = after.isAfter(record.deadline()) && now.isBefore(record.deadline()) ? record.deadline() : after;
        return new RecordVerdict(RecordState.SENT, true, false, next, reference, code, why);
    }

    /** The window is over, or the configuration is no longer metered: it is not sent (again). */
    static RecordVerdict unsent(ClaimedRecord record, String code, String why) {
        if (record.mayHaveArrived()) {
            return parked(
                    code,
                    why + "; a request with it stayed without an answer, so look whether the marketplace"
                            + " holds the record (CloudTrail, seller report), then resolve or cancel it");
        }
        return new RecordVerdict(
                code.equals(EXPIRED) ? RecordState.EXPIRED : RecordState.REJECTED, true, false, null, null, code, why);
    }

    static final String EXPIRED = "Expired";
    /** The store counts records' verdicts with this code. */
    static final String OURS = "FailedInDownbeat";

    private static RecordVerdict ofDuplicate(ClaimedRecord record, @Nullable String reference) {
        if (record.mayHaveArrived() && record.sameBytes()) {
            // The lost request arrived: nothing else than this very record can be what is held.
            return confirmed(reference);
        }
        return parked(
                "DuplicateRecord",
                "the marketplace holds another record for this customer and hour that this server did not send;"
                        + " compare it there, then resolve or cancel the record");
    }

    /** The marketplace keeps the first record of an hour, so nothing that is sent can mend it. */
    private static RecordVerdict ofOther(ClaimedRecord record, long held, @Nullable String reference) {
        return parked(
                "HeldOtherwise",
                "the marketplace holds " + held + " cents for this customer and hour"
                        + (reference == null ? "" : " (" + reference + ")") + ", not the "
                        + record.frozen().quantity() + " of this server: somebody else wrote that record; settle the"
                        + " difference there, then resolve or cancel the record");
    }

    private static RecordVerdict refused(ClaimedRecord record, String code, String message) {
        if (record.mayHaveArrived()) {
            return parked(
                    code,
                    message + "; an earlier request stayed without an answer, so look whether the"
                            + " marketplace holds the record, then resolve or cancel it");
        }
        return new RecordVerdict(RecordState.REJECTED, true, true, null, null, code, message);
    }

    private static RecordVerdict tooLate(ClaimedRecord record, String message) {
        return record.mayHaveArrived()
                ? parked(
                        EXPIRED,
                        message + "; an earlier request stayed without an answer, so look whether the"
                                + " marketplace holds the record, then resolve or cancel it")
                : new RecordVerdict(RecordState.EXPIRED, true, false, null, null, EXPIRED, message);
    }

    private static RecordVerdict confirmed(@Nullable String reference) {
        return new RecordVerdict(RecordState.CONFIRMED, true, false, null, reference, null, null);
    }

    private static RecordVerdict parked(String code, String why) {
        return new RecordVerdict(RecordState.PARKED, true, false, null, null, code, why);
    }

    /** Parked, and whether its last request arrived is open. */
    private static RecordVerdict unanswered(String code, String why) {
        return new RecordVerdict(RecordState.PARKED, false, false, null, null, code, why);
    }

    private static RecordVerdict again(ClaimedRecord record, boolean answered, Instant now, String code, String why) {
        boolean open = record.mayHaveArrived() || !answered;
        return new RecordVerdict(
                open ? RecordState.UNKNOWN : RecordState.PENDING, answered, false, next(record, now), null, code, why);
    }

    /** A wait that the provider asked for is kept, but never past the end of the window. */
    private RecordVerdict notBefore(ClaimedRecord record, Instant now, @Nullable Duration wait) {
        if (wait == null || nextAttemptAt == null) {
            return this;
        }
        Instant asked = now.plus(RetryAfter.bounded(wait));
        Instant last = asked.isAfter(record.deadline()) ? record.deadline() : asked;
        return new RecordVerdict(
                state, answered, refusal, last.isAfter(nextAttemptAt) ? last : nextAttemptAt, reference, code, error);
    }

    /** After a pause, but never past the end of the window: what ran out is settled then, not minutes later. */
    private static Instant next(ClaimedRecord record, Instant now) {
        Instant after = now.plus(pause(record.attempts()));
        return after.isAfter(record.deadline()) && now.isBefore(record.deadline()) ? record.deadline() : after;
    }

    private static Duration pause(int attempts) {
        return RETRIES.jittered(attempts, ThreadLocalRandom.current());
    }
}

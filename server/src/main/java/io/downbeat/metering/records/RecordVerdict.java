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
 * What becomes of a slot after an answer. Pure but for the jitter.
 *
 * <p>The one rule behind all cases: an amount goes back to the pool only if the marketplace certainly does not hold the
 * record. Where an earlier request stayed without an answer, even a refusal leaves that open, and the slot is parked.
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
    /** A carrier that sends at once needs a moment. */
    private static final Duration READING = Duration.ofSeconds(5);

    static RecordVerdict of(ClaimedRecord slot, RecordAnswer answer, Instant now) {
        return switch (answer) {
            case RecordAnswer.Accepted(var reference) -> confirmed(reference);
            case RecordAnswer.Submitted(var reference) -> handedOver(slot, reference, now, null, null);
            case RecordAnswer.Duplicate(var reference) -> ofDuplicate(slot, reference);
            case RecordAnswer.QuantityConflict(var quantity, var reference) -> ofOther(slot, quantity, reference);
            case RecordAnswer.NotSubscribed() ->
                refused(
                        slot,
                        "CustomerNotSubscribed",
                        "the customer has no agreement for this product (any more, or yet)");
            case RecordAnswer.Refused(var code, var message) -> refused(slot, code, message);
            case RecordAnswer.TooLate(var message) -> tooLate(slot, message);
            case RecordAnswer.Unprocessed() -> again(slot, true, now, "Unprocessed", "the provider did not look at it");
            case RecordAnswer.Throttled(var message, var retryAfter) ->
                again(slot, true, now, "Throttled", message).notBefore(slot, now, retryAfter);
            case RecordAnswer.AccountRefused(var code, var message, var _) -> again(slot, true, now, code, message);
            case RecordAnswer.NoAnswer(var why) -> again(slot, false, now, "NoAnswer", why);
            case RecordAnswer.OurFailure(var why) ->
                isHopeless(slot)
                        ? unanswered(
                                OURS,
                                why + "; look whether the marketplace holds the record, then resolve or" + " cancel it")
                        : again(slot, false, now, OURS, why);
            case RecordAnswer.NotFound(var why) -> again(slot, false, now, "NotHeld", why);
        };
    }

    /**
     * What becomes of a slot that a carrier took, after it was asked. A refusal parks it: the carrier may still try again,
     * so only a person can say that the marketplace will never hold it.
     */
    static RecordVerdict ofReading(ClaimedRecord slot, RecordAnswer answer, Instant now) {
        return switch (answer) {
            case RecordAnswer.Accepted(var reference) -> confirmed(reference == null ? slot.reference() : reference);
            case RecordAnswer.QuantityConflict(var quantity, var reference) -> ofOther(slot, quantity, reference);
            case RecordAnswer.NotSubscribed() -> refusedLater("CustomerNotSubscribed", "the customer has no agreement");
            case RecordAnswer.Refused(var code, var message) -> refusedLater(code, message);
            case RecordAnswer.TooLate(var message) -> parked(EXPIRED, message + SETTLE_THERE);
            case RecordAnswer.NotFound(var why) -> notHeld(slot, now, why);
            case RecordAnswer.Submitted(var _) -> waiting(slot, now, "HandedOver", "taken, not metered yet", null);
            case RecordAnswer.Duplicate(var _) -> waiting(slot, now, "Duplicate", "not said with what quantity", null);
            case RecordAnswer.Unprocessed() -> waiting(slot, now, "Unprocessed", "the carrier did not look", null);
            case RecordAnswer.Throttled(var message, var wait) -> waiting(slot, now, "Throttled", message, wait);
            case RecordAnswer.AccountRefused(var code, var message, var _) -> waiting(slot, now, code, message, null);
            case RecordAnswer.NoAnswer(var why) -> waiting(slot, now, "NoAnswer", why, null);
            case RecordAnswer.OurFailure(var why) ->
                isHopeless(slot) ? parked(OURS, why + SETTLE_THERE) : waiting(slot, now, OURS, why, null);
        };
    }

    /** What does not pass by itself is a person's after a handful of tries, not once the window is over. */
    private static boolean isHopeless(ClaimedRecord slot) {
        return slot.ownFailures() + 1 >= Failure.TRIES;
    }

    private static final String SETTLE_THERE =
            "; look at the carrier what became of it, then resolve or cancel the slot";

    private static RecordVerdict refusedLater(String code, String message) {
        return new RecordVerdict(RecordState.PARKED, true, true, null, null, code, message + SETTLE_THERE);
    }

    /** The same bytes go out again; they are one record with whatever the carrier may find after all. */
    private static RecordVerdict notHeld(ClaimedRecord slot, Instant now, String why) {
        if (!now.isBefore(slot.deadline())) {
            return parked(EXPIRED, why + " and its window is over" + SETTLE_THERE);
        }
        return new RecordVerdict(RecordState.UNKNOWN, false, false, next(slot, now), slot.reference(), "NotHeld", why);
    }

    private static RecordVerdict waiting(
            ClaimedRecord slot, Instant now, String code, String why, @Nullable Duration wait) {
        if (!now.isBefore(slot.deadline())) {
            return parked(EXPIRED, "the marketplace's window is over and it is not metered: " + why + SETTLE_THERE);
        }
        return handedOver(slot, slot.reference(), now, code, why).notBefore(slot, now, wait);
    }

    private static RecordVerdict handedOver(
            ClaimedRecord slot, @Nullable String reference, Instant now, @Nullable String code, @Nullable String why) {
        Instant after = now.plus(READING.plus(pause(slot.readings() + 3)));
        Instant next = after.isAfter(slot.deadline()) && now.isBefore(slot.deadline()) ? slot.deadline() : after;
        return new RecordVerdict(RecordState.SENT, true, false, next, reference, code, why);
    }

    /** The window is over, or the configuration is no longer metered: it is not sent (again). */
    static RecordVerdict unsent(ClaimedRecord slot, String code, String why) {
        if (slot.mayHaveArrived()) {
            return parked(
                    code,
                    why + "; a request with it stayed without an answer, so look whether the marketplace"
                            + " holds the record (CloudTrail, seller report), then resolve or cancel it");
        }
        return new RecordVerdict(
                code.equals(EXPIRED) ? RecordState.EXPIRED : RecordState.REJECTED, true, false, null, null, code, why);
    }

    static final String EXPIRED = "Expired";
    /** The store counts slots' verdicts with this code. */
    static final String OURS = "FailedInDownbeat";

    private static RecordVerdict ofDuplicate(ClaimedRecord slot, @Nullable String reference) {
        if (slot.mayHaveArrived() && slot.sameBytes()) {
            // The lost request arrived: nothing else than this very record can be what is held.
            return confirmed(reference);
        }
        return parked(
                "DuplicateRecord",
                "the marketplace holds another record for this customer and hour that this server did not send;"
                        + " compare it there, then resolve or cancel the slot");
    }

    /** The marketplace keeps the first record of an hour, so nothing that is sent can mend it. */
    private static RecordVerdict ofOther(ClaimedRecord slot, long held, @Nullable String reference) {
        return parked(
                "HeldOtherwise",
                "the marketplace holds " + held + " cents for this customer and hour"
                        + (reference == null ? "" : " (" + reference + ")") + ", not the "
                        + slot.frozen().quantity() + " of this server: somebody else wrote that record; settle the"
                        + " difference there, then resolve or cancel the slot");
    }

    private static RecordVerdict refused(ClaimedRecord slot, String code, String message) {
        if (slot.mayHaveArrived()) {
            return parked(
                    code,
                    message + "; an earlier request stayed without an answer, so look whether the"
                            + " marketplace holds the record, then resolve or cancel it");
        }
        return new RecordVerdict(RecordState.REJECTED, true, true, null, null, code, message);
    }

    private static RecordVerdict tooLate(ClaimedRecord slot, String message) {
        return slot.mayHaveArrived()
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

    private static RecordVerdict again(ClaimedRecord slot, boolean answered, Instant now, String code, String why) {
        boolean open = slot.mayHaveArrived() || !answered;
        return new RecordVerdict(
                open ? RecordState.UNKNOWN : RecordState.PENDING, answered, false, next(slot, now), null, code, why);
    }

    /** A wait that the provider asked for is kept, but never past the end of the window. */
    private RecordVerdict notBefore(ClaimedRecord slot, Instant now, @Nullable Duration wait) {
        if (wait == null || nextAttemptAt == null) {
            return this;
        }
        Instant asked = now.plus(RetryAfter.bounded(wait));
        Instant last = asked.isAfter(slot.deadline()) ? slot.deadline() : asked;
        return new RecordVerdict(
                state, answered, refusal, last.isAfter(nextAttemptAt) ? last : nextAttemptAt, reference, code, error);
    }

    /** After a pause, but never past the end of the window: what ran out is told then, not minutes later. */
    private static Instant next(ClaimedRecord slot, Instant now) {
        Instant after = now.plus(pause(slot.attempts()));
        return after.isAfter(slot.deadline()) && now.isBefore(slot.deadline()) ? slot.deadline() : after;
    }

    private static Duration pause(int attempts) {
        return RETRIES.jittered(attempts, ThreadLocalRandom.current());
    }
}

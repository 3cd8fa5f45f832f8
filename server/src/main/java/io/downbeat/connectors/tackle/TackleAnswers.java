package io.downbeat.connectors.tackle;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.SlotAnswer;
import io.downbeat.outbound.Reply;

/** What Tackle's answers mean (providers.md 7). Pure. */
final class TackleAnswers {

    private TackleAnswers() {}

    /** Of a PUT; 409 is not decided here, because only a read tells with which quantity Tackle submitted. */
    static SlotAnswer ofPut(Reply reply, TackleRecord.Key key) {
        return switch (reply) {
            case Reply.NotSent(var why) -> new SlotAnswer.Throttled("Tackle could not be reached: " + why);
            case Reply.NoAnswer(var why) -> new SlotAnswer.NoAnswer(why);
            case Reply.Came came
            when came.isOk() ->
                new SlotAnswer.HandedOver(
                        TackleRecord.in(came.body(), key).map(TackleRecord::id).orElse(null));
            case Reply.Came came -> refused(came, true);
        };
    }

    /**
     * Of a GET.
     *
     * @param submitted Tackle said 409 before: whatever word it uses, the record is on its way to AWS or there
     */
    static SlotAnswer ofRead(Reply reply, TackleRecord.Key key, long quantity, boolean submitted) {
        return switch (reply) {
            case Reply.NotSent(var why) -> new SlotAnswer.NoAnswer("Tackle could not be reached: " + why);
            case Reply.NoAnswer(var why) -> new SlotAnswer.NoAnswer(why);
            case Reply.Came came
            when came.isOk() ->
                TackleRecord.in(came.body(), key)
                        .map(record -> shown(record, quantity, submitted))
                        .orElseGet(() -> absent(submitted));
            case Reply.Came came when came.status() == 404 -> absent(submitted);
            case Reply.Came came -> refused(came, false);
        };
    }

    private static SlotAnswer absent(boolean submitted) {
        return submitted
                ? new SlotAnswer.NoAnswer("Tackle says 409 and shows no record of that hour")
                : new SlotAnswer.NotHeld("Tackle shows no record of that hour");
    }

    private static SlotAnswer shown(TackleRecord record, long quantity, boolean submitted) {
        if (record.quantity() == null) {
            return new SlotAnswer.NoAnswer("Tackle does not say with which quantity it holds the record");
        }
        if (record.quantity() != quantity) {
            return new SlotAnswer.HeldOtherwise(record.quantity(), record.id());
        }
        if (record.hasFailed()) {
            // Not given back: Tackle retries by itself, and its people do by hand.
            String why = "Tackle says " + record.status() + (record.error() == null ? "" : ": " + record.error());
            return submitted ? new SlotAnswer.HandedOver(record.id()) : new SlotAnswer.Refused("TackleFailed", why);
        }
        return record.isMetered() || submitted
                ? new SlotAnswer.Accepted(record.id())
                : new SlotAnswer.HandedOver(record.id());
    }

    private static SlotAnswer refused(Reply.Came came, boolean changes) {
        int status = came.status();
        String message = message(came);
        if (status == 429) {
            return new SlotAnswer.Throttled(message, came.retryAfter());
        }
        if (status == 401 || status == 403) {
            return new SlotAnswer.AccountRefused("Http" + status, message);
        }
        if (!changes || status < 400 || status >= 500 || status == 408) {
            return new SlotAnswer.NoAnswer("Tackle answered " + status + ": " + message);
        }
        return new SlotAnswer.Refused("Http" + status, message);
    }

    private static String message(Reply.Came came) {
        for (String name : new String[] {"message", "error", "detail", "title"}) {
            if (came.json().path(name).isString()) {
                return came.json().get(name).stringValue();
            }
        }
        return "Tackle answered " + came.status();
    }

    static BatchAnswer.Receipt receipt(Reply reply) {
        return switch (reply) {
            case Reply.Came came -> new BatchAnswer.Receipt(came.status(), came.requestId(), came.body());
            case Reply.NotSent(var why) -> new BatchAnswer.Receipt(null, null, why);
            case Reply.NoAnswer(var why) -> new BatchAnswer.Receipt(null, null, why);
        };
    }
}

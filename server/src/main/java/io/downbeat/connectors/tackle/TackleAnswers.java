package io.downbeat.connectors.tackle;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;

/** What Tackle's answers mean (providers.md 7). Pure. */
final class TackleAnswers {

    private TackleAnswers() {}

    /** Of a PUT; 409 is not decided here, because only a read tells with which quantity Tackle submitted. */
    static RecordAnswer ofPut(HttpResult reply, TackleRecord.Key key) {
        return switch (reply) {
            case HttpResult.NotSent(var why) -> new RecordAnswer.Throttled("Tackle could not be reached: " + why);
            case HttpResult.NoResponse(var why) -> new RecordAnswer.NoAnswer(why);
            case HttpResult.Response came
            when came.isOk() ->
                new RecordAnswer.Submitted(
                        TackleRecord.in(came.body(), key).map(TackleRecord::id).orElse(null));
            case HttpResult.Response came -> refused(came, true);
        };
    }

    /**
     * Of a GET.
     *
     * @param submitted Tackle said 409 before: whatever word it uses, the record is on its way to AWS or there
     */
    static RecordAnswer ofRead(HttpResult reply, TackleRecord.Key key, long quantity, boolean submitted) {
        return switch (reply) {
            case HttpResult.NotSent(var why) -> new RecordAnswer.NoAnswer("Tackle could not be reached: " + why);
            case HttpResult.NoResponse(var why) -> new RecordAnswer.NoAnswer(why);
            case HttpResult.Response came
            when came.isOk() ->
                TackleRecord.in(came.body(), key)
                        .map(record -> shown(record, quantity, submitted))
                        .orElseGet(() -> absent(submitted));
            case HttpResult.Response came when came.status() == 404 -> absent(submitted);
            case HttpResult.Response came -> refused(came, false);
        };
    }

    private static RecordAnswer absent(boolean submitted) {
        return submitted
                ? new RecordAnswer.NoAnswer("Tackle says 409 and shows no record of that hour")
                : new RecordAnswer.NotFound("Tackle shows no record of that hour");
    }

    private static RecordAnswer shown(TackleRecord record, long quantity, boolean submitted) {
        if (record.quantity() == null) {
            return new RecordAnswer.NoAnswer("Tackle does not say with which quantity it holds the record");
        }
        if (record.quantity() != quantity) {
            return new RecordAnswer.QuantityConflict(record.quantity(), record.id());
        }
        if (record.hasFailed()) {
            // Not given back: Tackle retries by itself, and its people do by hand.
            String why = "Tackle says " + record.status() + (record.error() == null ? "" : ": " + record.error());
            return submitted ? new RecordAnswer.Submitted(record.id()) : new RecordAnswer.Refused("TackleFailed", why);
        }
        return record.isMetered() || submitted
                ? new RecordAnswer.Accepted(record.id())
                : new RecordAnswer.Submitted(record.id());
    }

    private static RecordAnswer refused(HttpResult.Response came, boolean changes) {
        int status = came.status();
        String message = message(came);
        if (status == 429) {
            return new RecordAnswer.Throttled(message, came.retryAfter());
        }
        if (status == 401 || status == 403) {
            return new RecordAnswer.AccountRefused("Http" + status, message);
        }
        if (!changes || !came.isRefusal()) {
            return new RecordAnswer.NoAnswer("Tackle answered " + status + ": " + message);
        }
        return new RecordAnswer.Refused("Http" + status, message);
    }

    private static String message(HttpResult.Response came) {
        for (String name : new String[] {"message", "error", "detail", "title"}) {
            if (came.json().path(name).isString()) {
                return came.json().get(name).stringValue();
            }
        }
        return "Tackle answered " + came.status();
    }

    static BatchAnswer.Receipt receipt(HttpResult reply) {
        return switch (reply) {
            case HttpResult.Response came -> new BatchAnswer.Receipt(came.status(), came.requestId(), came.body());
            case HttpResult.NotSent(var why) -> new BatchAnswer.Receipt(null, null, why);
            case HttpResult.NoResponse(var why) -> new BatchAnswer.Receipt(null, null, why);
        };
    }
}

package io.downbeat.console.story;

import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Sentences;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * What we meant to do, what went out and what came back, in one row.
 *
 * @param status of HTTP; empty if none came
 * @param key the idempotency key; empty where the step needs none
 * @param requestHash empty for a question
 * @param response cut; empty if there was none
 */
public record AttemptRow(
        int n,
        String step,
        Outcome outcome,
        String status,
        String length,
        String requestId,
        String moment,
        String iso,
        String key,
        String requestHash,
        String response) {
    private static final int LONGEST_RESPONSE = 4096;

    /**
     * @param css the class of its mark
     * @param wire as the API names it
     */
    public record Outcome(String word, String css, String wire) {
        static Outcome of(String wire) {
            return switch (wire) {
                case "ACCEPTED" -> new Outcome("accepted", "c-delivered", wire);
                case "AGAIN" -> new Outcome("not now", "c-retrying", wire);
                case "TOO_FAST" -> new Outcome("asked for a pause", "c-retrying", wire);
                case "UNKNOWN" -> new Outcome("no answer", "c-in-doubt", wire);
                case "STALE" -> new Outcome("an old answer", "c-in-doubt", wire);
                case "REFUSED" -> new Outcome("refused", "c-needs-you", wire);
                case "MISCONFIGURED" -> new Outcome("refused us", "c-needs-you", wire);
                default -> new Outcome(words(wire), "c-waiting", wire);
            };
        }
    }

    public static AttemptRow of(DeliveryStory.Attempt attempt) {
        return new AttemptRow(
                attempt.n(),
                step(attempt.step()),
                Outcome.of(attempt.outcome()),
                attempt.httpStatus() == null || attempt.httpStatus() == 0 ? "" : String.valueOf(attempt.httpStatus()),
                length(attempt.length()),
                Objects.requireNonNullElse(attempt.providerRequestId(), ""),
                Moments.moment(attempt.startedAt()),
                attempt.startedAt().toString(),
                Objects.requireNonNullElse(attempt.key(), ""),
                Objects.requireNonNullElse(attempt.requestSha256(), ""),
                cut(Objects.requireNonNullElse(attempt.response(), "")));
    }

    /** {@code Add lines}; the engine's question is the one step that every provider has. */
    public static String step(String wire) {
        return wire.equals("LOOK") ? "Ask what it holds" : Sentences.begin(words(wire));
    }

    private static String words(String wire) {
        return wire.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A simulated clock stands still while a request runs. */
    private static String length(Duration length) {
        if (length.isZero()) {
            return "";
        }
        return length.toMillis() < 10_000 ? length.toMillis() + " ms" : length.toSeconds() + " s";
    }

    private static String cut(String response) {
        return response.length() <= LONGEST_RESPONSE ? response : response.substring(0, LONGEST_RESPONSE) + " …";
    }
}

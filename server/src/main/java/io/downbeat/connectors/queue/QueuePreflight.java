package io.downbeat.connectors.queue;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.providers.ProviderConfiguration;
import java.util.ArrayList;
import java.util.List;

/** Whether a queue would take an invoice of a configuration today. */
final class QueuePreflight {
    private QueuePreflight() {}

    static List<Point> points(Preflight question, QueueClient door) {
        ProviderConfiguration configuration = question.configuration();
        List<Point> points = new ArrayList<>();
        points.add(reached(door.probe(configuration.deliveryMethodId(), configuration.deliveryMethod())));
        if (question.currency() != null && configuration.provider().isMarketplace()) {
            String code = question.currency().isoCode();
            points.add(
                    code.equals("USD")
                            ? new Point("currency", Verdict.OK, "US dollars")
                            : new Point(
                                    "currency",
                                    Verdict.WARNING,
                                    "a marketplace takes US dollars only: invoices in " + code + " will be SKIPPED"));
        }
        return points;
    }

    static Point reached(Answer answer) {
        return switch (answer) {
            case Answer.Accepted(var exchange, String ref) ->
                ref == null
                        ? new Point(
                                "destination",
                                Verdict.UNKNOWN,
                                "the credentials may not read its attributes, so only a message will show: "
                                        + exchange.excerpt())
                        : new Point("destination", Verdict.OK, "reached " + ref);
            case Answer.Misconfigured(var _, String reason, var _) ->
                new Point("destination", Verdict.FAILED, reason + "; mend the delivery method or its AWS permissions");
            case Answer.Refusal(var _, String reason) -> new Point("destination", Verdict.FAILED, reason);
            case Answer.Retryable(var _, String reason, var _) -> new Point("destination", Verdict.UNKNOWN, reason);
            case Answer.RateLimited(var _, var _) ->
                new Point("destination", Verdict.UNKNOWN, "AWS asks for fewer requests; ask again");
            case Answer.Unknown(var _, String reason) -> new Point("destination", Verdict.UNKNOWN, reason);
            case Answer.Stale(var _, String reason) -> new Point("destination", Verdict.UNKNOWN, reason);
        };
    }
}

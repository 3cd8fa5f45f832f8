package io.downbeat.usage;

import io.downbeat.platform.http.Body;
import java.time.Instant;

/** {@code [starting_on, ending_before)} of a request, on the hour. */
record UsageRange(Instant from, Instant until) {

    static UsageRange of(Body body) {
        Instant from = onTheHour(body, "starting_on");
        Instant until = onTheHour(body, "ending_before");
        if (!from.isBefore(until)) {
            throw body.invalid("ending_before", "must be after starting_on");
        }
        return new UsageRange(from, until);
    }

    private static Instant onTheHour(Body body, String field) {
        Instant instant = body.instant(field);
        if (!UsageQuestion.onTheHour(instant)) {
            throw body.invalid(field, "must be on the hour: usage is kept by the hour");
        }
        return instant;
    }
}

package io.downbeat.pricing.products;

import io.downbeat.platform.http.Body;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Instants from which prices change. They lie on the hour: usage is kept in hourly sums, and a price that changed inside
 * an hour could not say which part of its sum it prices.
 */
public final class HourBoundary {
    private HourBoundary() {}

    public static Instant required(Body body, String field) {
        return checked(body, field, body.instant(field));
    }

    public static Optional<Instant> optional(Body body, String field) {
        return body.optionalInstant(field).map(instant -> checked(body, field, instant));
    }

    /** An exclusive end, which must come after the start. */
    public static Optional<Instant> end(Body body, String field, @Nullable Instant start) {
        Optional<Instant> end = optional(body, field);
        if (start != null && end.isPresent() && !end.get().isAfter(start)) {
            throw body.invalid(field, "must be after starting_at");
        }
        return end;
    }

    private static Instant checked(Body body, String field, Instant instant) {
        if (!instant.equals(instant.truncatedTo(ChronoUnit.HOURS))) {
            throw body.invalid(field, "is required to be on an hour boundary, such as 2025-01-01T00:00:00Z");
        }
        return instant;
    }
}

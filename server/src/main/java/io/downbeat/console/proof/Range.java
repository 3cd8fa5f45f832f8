package io.downbeat.console.proof;

import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Days in UTC.
 *
 * @param until exclusive
 */
record Range(LocalDate from, LocalDate until) {
    Range {
        if (!from.isBefore(until)) {
            throw Refused.invalid("until", "must be after from");
        }
    }

    /** @throws Refused if a field is no day */
    static Range read(HttpServletRequest request) {
        return new Range(day(request.getParameter("from"), "from"), day(request.getParameter("until"), "until"));
    }

    /** What the fields of a form hold, which may be no range. */
    record Typed(String from, String until) {
        static Typed of(Range range) {
            return new Typed(range.from.toString(), range.until.toString());
        }

        /** Nothing if neither field is there. */
        static Optional<Typed> find(HttpServletRequest request) {
            String from = request.getParameter("from");
            String until = request.getParameter("until");
            return from == null && until == null
                    ? Optional.empty()
                    : Optional.of(new Typed(Objects.toString(from, ""), Objects.toString(until, "")));
        }
    }

    private static LocalDate day(@Nullable String text, String name) {
        try {
            LocalDate day = LocalDate.parse(text == null ? "" : text.strip());
            if (day.getYear() >= 1970 && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeException none) {
            // refused below
        }
        throw Refused.invalid(name, "must be a day such as 2025-01-31");
    }

    Instant start() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    Instant end() {
        return until.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}

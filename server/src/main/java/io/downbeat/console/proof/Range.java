package io.downbeat.console.proof;

import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

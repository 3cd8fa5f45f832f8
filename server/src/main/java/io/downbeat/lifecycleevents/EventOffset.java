package io.downbeat.lifecycleevents;

import io.downbeat.platform.http.Body;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long after an event something is told; before it, where negative. Months are counted by the UTC calendar, and a day that
 * a month does not have is its last one. All parts have the same sign, and one of them is not 0.
 *
 * @param given as it was given, and as messages say it
 */
record EventOffset(String given, int months, int days, int hours) {
    /** Whole hours at the finest; a sign stands before all of it. */
    private static final Pattern FORM = Pattern.compile(
            "([+-])?P(?:(\\d{1,6})Y)?(?:(\\d{1,6})M)?(?:(\\d{1,6})W)?(?:(\\d{1,6})D)?(?:T(\\d{1,6})H)?");

    private static final int MOST_DAYS = 3_660;

    boolean isNegative() {
        return months < 0 || days < 0 || hours < 0;
    }

    /**
     * {@code offset} of a policy, an ISO 8601 duration such as {@code -P3DT12H}.
     *
     * @throws io.downbeat.platform.http.Refused unless it is one of whole hours to ten years, or if it lies before what
     *     nobody knows of before it happens
     */
    static EventOffset read(Body policy, EventType type) {
        String given = policy.text("offset", 1, 64);
        Matcher parts = FORM.matcher(given);
        if (!parts.matches()) {
            throw policy.invalid(
                    "offset", "must be an ISO 8601 duration of years to whole hours, such as -P3DT12H, P1D or -PT2H");
        }
        int sign = "-".equals(parts.group(1)) ? -1 : 1;
        EventOffset offset = new EventOffset(
                given,
                sign * (12 * number(parts.group(2)) + number(parts.group(3))),
                sign * (7 * number(parts.group(4)) + number(parts.group(5))),
                sign * number(parts.group(6)));
        long roughDays = 30L * Math.abs(offset.months) + Math.abs(offset.days) + Math.abs(offset.hours) / 24;
        if (roughDays > MOST_DAYS) {
            throw policy.invalid("offset", "must be at most ten years");
        }
        if (offset.months == 0 && offset.days == 0 && offset.hours == 0) {
            throw policy.invalid("offset", "must not be zero: the event itself is told by its system notification");
        }
        if (type.isAct() && offset.isNegative()) {
            throw policy.invalid(
                    "offset", "must not be negative: nobody knows of " + type.word() + " before it happens");
        }
        return offset;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}

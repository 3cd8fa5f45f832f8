package io.downbeat.usage.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * An RFC 3339 date-time with a year of four digits, cut to nanoseconds. Read by hand: {@code OffsetDateTime.parse}
 * takes a tenth of the whole cost of an event, and lets seconds be left out, which RFC 3339 does not.
 */
final class Rfc3339 {
    private static final int NANOS = 9;

    private final String text;
    private int at;

    private Rfc3339(String text) {
        this.text = text;
    }

    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(new Rfc3339(text).instant());
        } catch (DateTimeException | StringIndexOutOfBoundsException notOne) {
            return Optional.empty();
        }
    }

    private Instant instant() {
        int year = digits(4);
        expect("-");
        int month = digits(2);
        expect("-");
        long day = LocalDate.of(year, month, digits(2)).toEpochDay();
        expect("Tt ");
        int hour = atMost(23, digits(2));
        expect(":");
        int minute = atMost(59, digits(2));
        expect(":");
        int second = atMost(59, digits(2));
        int nanos = fraction();
        long seconds = day * 86_400L + hour * 3_600L + minute * 60L + second - offsetSeconds();
        if (at != text.length()) {
            throw new DateTimeException(text);
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private int fraction() {
        if (text.charAt(at) != '.') {
            return 0;
        }
        at++;
        int nanos = 0;
        int read = 0;
        for (; at < text.length() && isDigit(text.charAt(at)); at++, read++) {
            if (read < NANOS) {
                nanos = nanos * 10 + (text.charAt(at) - '0');
            }
        }
        if (read == 0) {
            throw new DateTimeException(text);
        }
        for (; read < NANOS; read++) {
            nanos *= 10;
        }
        return nanos;
    }

    private int offsetSeconds() {
        char sign = text.charAt(at++);
        if (sign == 'Z' || sign == 'z') {
            return 0;
        }
        if (sign != '+' && sign != '-') {
            throw new DateTimeException(text);
        }
        int hours = atMost(23, digits(2));
        expect(":");
        int seconds = hours * 3_600 + atMost(59, digits(2)) * 60;
        return sign == '+' ? seconds : -seconds;
    }

    private int digits(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(at++);
            if (!isDigit(c)) {
                throw new DateTimeException(text);
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private int atMost(int max, int number) {
        if (number > max) {
            throw new DateTimeException(text);
        }
        return number;
    }

    private void expect(String oneOf) {
        if (oneOf.indexOf(text.charAt(at++)) < 0) {
            throw new DateTimeException(text);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

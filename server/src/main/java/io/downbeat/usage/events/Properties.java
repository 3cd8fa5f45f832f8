package io.downbeat.usage.events;

import io.downbeat.platform.http.Decimals;
import io.downbeat.platform.http.Limits;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The properties of an event: the object as it was sent, and its values as text. Numbers keep their own digits,
 * {@code true} and {@code false} are those words, {@code null} is absent.
 */
final class Properties {
    static final Properties NONE = new Properties("{}", new String[0]);
    private static final int USUAL = 16;
    private static final int MOST = 1_000;

    private final String json;
    // Name and value in turn: a map for each of 65,000 events a second is what the ingest would spend its time on.
    private final String[] namesAndValues;

    Properties(String json, String[] namesAndValues) {
        this.json = json;
        this.namesAndValues = namesAndValues;
    }

    /** Reads the names and values of the object the parser stands at the beginning of, and stops at its end. */
    static String[] read(JsonParser parser, String path) {
        String[] read = new String[USUAL];
        int length = 0;
        int members = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (++members > MOST) {
                throw Refused.invalid(path, "must have at most " + MOST + " members");
            }
            String name = name(parser, path);
            String value = value(parser, path, name);
            if (value != null) {
                if (length == read.length) {
                    read = Arrays.copyOf(read, length * 2);
                }
                read[length++] = name;
                read[length++] = value;
            }
        }
        return Arrays.copyOf(read, length);
    }

    private static String name(JsonParser parser, String path) {
        String name = parser.currentName();
        if (Texts.isLonger(name, Limits.NAME)) {
            throw Refused.invalid(path, "has a name longer than " + Limits.NAME + " characters");
        }
        if (!Texts.isStorable(name)) {
            throw Refused.invalid(path, Texts.NO_TEXT);
        }
        return name;
    }

    private static @Nullable String value(JsonParser parser, String path, String name) {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> text(parser.getString(), path, name);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, path, name);
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> null;
            default -> throw Refused.invalid(path + "." + name, "must be a string, a number, true or false");
        };
    }

    private static String text(String text, String path, String name) {
        if (Texts.isLonger(text, Limits.TEXT)) {
            throw Refused.invalid(path + "." + name, "must have at most " + Limits.TEXT + " characters");
        }
        if (!Texts.isStorable(text)) {
            throw Refused.invalid(path + "." + name, Texts.NO_TEXT);
        }
        return text;
    }

    /** A number out of range is refused, not left out: every later reader of the event would fail on it. */
    private static String number(JsonParser parser, String path, String name) {
        String digits = parser.getString();
        boolean isShort = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && digits.length() <= Limits.DIGITS;
        if (!isShort && Decimals.parse(digits).isEmpty()) {
            throw Refused.invalid(
                    path + "." + name,
                    "must have at most " + Limits.DIGITS + " digits before and after the decimal point");
        }
        return digits;
    }

    static Properties parse(String json) {
        try (JsonParser parser = EventJson.FACTORY.createParser(json)) {
            parser.nextToken();
            return new Properties(json, read(parser, "properties"));
        }
    }

    String json() {
        return json;
    }

    @Nullable
    String get(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equals(name)) {
                return namesAndValues[i + 1];
            }
        }
        return null;
    }
}

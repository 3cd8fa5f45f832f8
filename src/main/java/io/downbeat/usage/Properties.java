package io.downbeat.usage;

import io.downbeat.platform.Refused;
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
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = EventReader.storable(parser.currentName(), path);
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

    private static @Nullable String value(JsonParser parser, String path, String name) {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> EventReader.storable(parser.getString(), path);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getString();
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> null;
            default -> throw Refused.invalid(path + "." + name, "must be a string, a number, true or false");
        };
    }

    static Properties parse(String json) {
        try (JsonParser parser = EventReader.JSON.createParser(json)) {
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

package io.downbeat.platform.http;

import io.downbeat.core.Text;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a request's body into a tree, and checks every value and every name in it on the way, also those that nobody
 * will ask for: texts that can be stored, numbers that can be computed with, and no more of anything than
 * {@link Limits} allows. What is in the tree can be read, written and stored without a surprise.
 */
final class RequestJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_PATH = 300;

    // The reader's own limits are lifted where ours hold: theirs name no place in the body. Names are not kept for the
    // next request: strangers would fill the memory with names that never come again.
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH + 1)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final StringBuilder path = new StringBuilder();
    private int depth;

    private RequestJson(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws Refused if the bytes are not one JSON value in UTF-8, or hold something that no field can have */
    static JsonNode read(byte[] bytes) {
        return read(Utf8.text(bytes));
    }

    /** @throws Refused as {@link #read(byte[])} does */
    static JsonNode read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return NODES.missingNode();
            }
            JsonNode body = new RequestJson(parser).value();
            if (parser.nextToken() != null) {
                throw malformed(parser.currentTokenLocation());
            }
            return body;
        } catch (JacksonException malformed) {
            throw malformed(malformed.getLocation());
        }
    }

    /** @param place where reading ended; {@code null} if that is not known */
    static Refused malformed(@Nullable TokenStreamLocation place) {
        return Refused.rule("the body is not valid JSON"
                + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
    }

    private JsonNode value() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> NODES.stringNode(text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw malformed(parser.currentTokenLocation());
        };
    }

    private ObjectNode object() {
        ObjectNode object = NODES.objectNode();
        deeper();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = name();
            if (object.size() == Limits.ANY_MEMBERS) {
                throw invalid("must have at most " + Limits.ANY_MEMBERS + " members");
            }
            int length = path.length();
            path.append(length == 0 ? "" : ".").append(name);
            parser.nextToken();
            object.set(name, value());
            path.setLength(length);
        }
        depth--;
        return object;
    }

    private ArrayNode list() {
        ArrayNode list = NODES.arrayNode();
        deeper();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (list.size() == Limits.ANY_ITEMS) {
                throw invalid("must have at most " + Limits.ANY_ITEMS + " items");
            }
            int length = path.length();
            path.append('[').append(list.size()).append(']');
            list.add(value());
            path.setLength(length);
        }
        depth--;
        return list;
    }

    private void deeper() {
        if (++depth > Limits.DEPTH) {
            throw invalid("is nested deeper than " + Limits.DEPTH + " levels");
        }
    }

    private String name() {
        String name = parser.currentName();
        if (Texts.isLonger(name, Limits.NAME)) {
            throw invalid("has a name longer than " + Limits.NAME + " characters");
        }
        if (!Texts.isStorable(name)) {
            throw invalid("has a name with a character that is not text");
        }
        return name;
    }

    private String text() {
        String text = parser.getString();
        if (Texts.isLonger(text, Limits.ANY_TEXT)) {
            throw invalid("must have at most " + Limits.ANY_TEXT + " characters");
        }
        if (!Texts.isStorable(text)) {
            throw invalid(Texts.NO_TEXT);
        }
        return text;
    }

    private JsonNode number() {
        // The digits as they stand: asking the reader for a value computes it first and judges it never.
        String digits = parser.getString();
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && digits.length() <= Limits.DIGITS) {
            return whole(new BigInteger(digits));
        }
        return NODES.numberNode(Decimals.parse(digits)
                .orElseThrow(() ->
                        invalid("must have at most " + Limits.DIGITS + " digits before and after the decimal point")));
    }

    private static JsonNode whole(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private Refused invalid(String why) {
        if (path.isEmpty()) {
            return Refused.rule("the body " + why);
        }
        boolean isLong = path.length() > LONGEST_PATH;
        return Refused.invalid(isLong ? Text.cut(path.toString(), LONGEST_PATH) + "..." : path.toString(), why);
    }
}

package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Limits;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import io.downbeat.platform.http.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * The body of {@code POST /v1/ingest}, read from the bytes straight into events: a tree in between would cost more
 * than all the rest of the request. One wrong event refuses the whole request, with its place. Events that are only
 * supposed are read by the same rules, so that they are what they would be once they are sent.
 */
final class EventReader {
    /** How far ahead of the server's time a timestamp may be. */
    static final Duration AHEAD = Duration.ofHours(24);
    /** How far behind the server's time a timestamp may be. */
    static final Duration BEHIND = Duration.ofDays(34);

    private static final int MOST = 100;
    private static final String SUPPOSED = "events";
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_TIMESTAMP = 64;
    private static final int LARGEST_PROPERTIES = 65_536;
    private static final int LONGEST_TYPE = Limits.NAME;
    private static final String COUNT = "the body must be a JSON array of 1 to " + MOST + " events";
    private static final String RECORD =
            "the body must be one event as a JSON object, or a JSON array of 1 to " + MOST + " events";

    /**
     * What events are read for.
     *
     * @param list the member of the body that holds them; empty: the body itself
     * @param customer whose they are if they do not say it; {@code null}: they have to
     * @param timestamp when they happened if they do not say it; {@code null}: they have to
     * @param wrong the sentence on what is no such list
     */
    private record Purpose(
            String list,
            int most,
            Instant earliest,
            Instant latest,
            @Nullable CustomerId customer,
            @Nullable Instant timestamp,
            String wrong) {
        static Purpose ingest(Instant now, String wrong) {
            return new Purpose("", MOST, now.minus(BEHIND), now.plus(AHEAD), null, null, wrong);
        }

        static Purpose suppose(CustomerId customer, Instant now) {
            return new Purpose(SUPPOSED, Limits.ITEMS, Instant.MIN, Instant.MAX, customer, now, COUNT);
        }
    }

    private final byte[] body;
    private final Purpose purpose;
    private final List<UsageEvent> events = new ArrayList<>();
    private boolean isOne;

    private EventReader(byte[] body, Purpose purpose) {
        this.body = body;
        this.purpose = purpose;
    }

    /** @throws Refused if the body is not an array of 1 to 100 events that can each be taken at {@code now} */
    static List<UsageEvent> read(byte[] body, Instant now) {
        if (body.length == 0) {
            throw Refused.rule(COUNT);
        }
        Utf8.require(body);
        return new EventReader(body, Purpose.ingest(now, COUNT)).read();
    }

    /**
     * The value of a record of a stream.
     *
     * @throws Refused if it is neither one event nor an array of 1 to 100 of them that can each be taken at {@code now}
     */
    static List<UsageEvent> record(byte @Nullable [] value, Instant now) {
        if (value == null || value.length == 0) {
            throw Refused.rule(RECORD);
        }
        Utf8.require(value);
        var reader = new EventReader(value, Purpose.ingest(now, RECORD));
        reader.isOne = beginsObject(value);
        return reader.read();
    }

    /** Whether the first character that is no blank opens an object. */
    private static boolean beginsObject(byte[] value) {
        int at = 0;
        while (at < value.length && (value[at] == ' ' || value[at] == '\t' || value[at] == '\n' || value[at] == '\r')) {
            at++;
        }
        return at < value.length && value[at] == '{';
    }

    /**
     * The member {@code events} of a body that was found to be a JSON object with that list.
     *
     * @param customer whose they are: an event need not say so. Nor has it to say when it happened, or to be named; one
     *     without a name has an empty transaction id, which no other has
     * @throws Refused if one of them is no event, or there are more than a list may have
     */
    static List<UsageEvent> supposed(byte[] body, CustomerId customer, Instant now) {
        return new EventReader(body, Purpose.suppose(customer, now)).read();
    }

    private List<UsageEvent> read() {
        try (JsonParser parser = EventJson.FACTORY.createParser(body)) {
            if (isOne) {
                readOne(parser);
            } else if (purpose.list.isEmpty()) {
                readAll(parser);
            } else {
                readMember(parser);
            }
        } catch (StreamConstraintsException tooLong) {
            throw Refused.invalid(path(), "a name is longer than " + Limits.NAME + " characters");
        } catch (JacksonException malformed) {
            var place = malformed.getLocation();
            throw Refused.rule("the body is not valid JSON"
                    + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
        }
        return events;
    }

    private void readMember(JsonParser parser) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isList = parser.currentName().equals(purpose.list);
            parser.nextToken();
            if (isList) {
                readList(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readAll(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw Refused.rule(purpose.wrong);
        }
        readList(parser);
        if (events.isEmpty() || parser.nextToken() != null) {
            throw Refused.rule(purpose.wrong);
        }
    }

    private void readOne(JsonParser parser) {
        parser.nextToken();
        events.add(event(parser));
        if (parser.nextToken() != null) {
            throw Refused.rule(purpose.wrong);
        }
    }

    private void readList(JsonParser parser) {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (events.size() == purpose.most) {
                throw purpose.list.isEmpty()
                        ? Refused.rule(purpose.wrong)
                        : Refused.invalid(purpose.list, "must have at most " + purpose.most + " items");
            }
            if (token != JsonToken.START_OBJECT) {
                throw Refused.invalid(path(), "must be an object");
            }
            events.add(event(parser));
        }
    }

    private UsageEvent event(JsonParser parser) {
        String transactionId = null;
        String customer = null;
        String eventType = null;
        Instant timestamp = null;
        Properties properties = Properties.NONE;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "transaction_id" -> transactionId = text(parser, field, LONGEST_ID);
                case "customer_id" -> customer = text(parser, field, LONGEST_ID);
                case "event_type" -> eventType = text(parser, field, LONGEST_TYPE);
                case "timestamp" -> timestamp = timestamp(parser);
                case "properties" -> properties = properties(parser);
                default -> throw unknown(field);
            }
        }
        CustomerId supposed = purpose.customer;
        return new UsageEvent(
                supposed != null && transactionId == null ? "" : required("transaction_id", transactionId),
                supposed != null && customer == null ? supposed.value().toString() : required("customer_id", customer),
                required("event_type", eventType),
                required("timestamp", timestamp == null ? purpose.timestamp : timestamp),
                properties);
    }

    private @Nullable String text(JsonParser parser, String field, int longest) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid(field, "must be a string");
        }
        String text = parser.getString();
        if (text.isEmpty() || Texts.isLonger(text, longest)) {
            throw invalid(field, "must have 1 to " + longest + " characters");
        }
        if (!Texts.isStorable(text)) {
            throw invalid(field, Texts.NO_TEXT);
        }
        return text;
    }

    private @Nullable Instant timestamp(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
        Instant timestamp = Optional.of(text)
                .filter(given -> given.length() <= LONGEST_TIMESTAMP)
                .flatMap(Rfc3339::parse)
                .orElseThrow(() -> invalid(
                        "timestamp",
                        "must be an RFC 3339 date-time with a year of four digits, such as 2025-01-01T00:00:00Z"));
        if (timestamp.isAfter(purpose.latest)) {
            throw invalid("timestamp", "is more than 24 hours in the future");
        }
        if (timestamp.isBefore(purpose.earliest)) {
            throw invalid(
                    "timestamp",
                    "is more than 34 days old, so it cannot be counted safely; events must come within 34 days");
        }
        return timestamp;
    }

    private Properties properties(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Properties.NONE;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw invalid("properties", "must be an object");
        }
        long begin = parser.currentTokenLocation().getByteOffset();
        String[] namesAndValues = Properties.read(parser, isOne ? "properties" : path() + ".properties");
        long end = parser.currentTokenLocation().getByteOffset() + 1;
        if (end - begin > LARGEST_PROPERTIES) {
            throw invalid("properties", "must have at most " + LARGEST_PROPERTIES + " bytes");
        }
        String json = new String(body, (int) begin, (int) (end - begin), StandardCharsets.UTF_8);
        return new Properties(json, namesAndValues);
    }

    private <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw invalid(field, "is required");
        }
        return value;
    }

    private Refused invalid(String field, String why) {
        return Refused.invalid(isOne ? field : path() + "." + field, why);
    }

    private String path() {
        return isOne ? "" : purpose.list + "[" + events.size() + "]";
    }

    private Refused unknown(String field) {
        return Texts.isStorable(field) ? invalid(field, "unknown field") : Refused.invalid(path(), Texts.NO_TEXT);
    }
}

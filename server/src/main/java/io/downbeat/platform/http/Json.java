package io.downbeat.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the API writes it: names in snake case, absent instead of {@code null} unless a record says otherwise,
 * instants in UTC with milliseconds, exact numbers without exponent, integers without a fraction (the official Java
 * client refuses {@code 1.0} where it expects an integer).
 */
public final class Json {
    private static final DateTimeFormatter UTC_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The one mapper of the process. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, new InstantSerializer())
                    .addSerializer(BigDecimal.class, new DecimalSerializer()))
            .build();

    private Json() {}

    public static String instant(Instant instant) {
        return UTC_MILLIS.format(instant);
    }

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Reads what this server wrote, or what a provider answered.
     *
     * @throws JacksonException if it is no JSON
     */
    public static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (NumberFormatException | ArithmeticException beyond) {
            // The reader lets these through for an exponent that no int can hold.
            throw new StreamReadException(null, "a number is beyond what can be held", beyond);
        }
    }

    /** Reads what this server wrote of a map from names to texts, such as custom fields; in the order it has there. */
    public static Map<String, String> readTexts(String json) {
        Map<String, String> texts = new LinkedHashMap<>();
        read(json)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().stringValue()));
        return texts;
    }

    /** The same without members that are {@code null}, at any depth. */
    public static JsonNode withoutNulls(JsonNode value) {
        JsonNode copy = value.deepCopy();
        dropNulls(copy);
        return copy;
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(Json::dropNulls);
    }

    /**
     * A part of a request, once it was read, as answers have it: without members that are {@code null}, and with its instants in
     * UTC.
     *
     * @param instants the names of its members that are instants, at any depth
     */
    public static JsonNode asAnswered(JsonNode read, Set<String> instants) {
        JsonNode copy = withoutNulls(read);
        toUtc(copy, instants);
        return copy;
    }

    private static void toUtc(JsonNode node, Set<String> instants) {
        if (node instanceof ObjectNode object) {
            instants.stream()
                    .filter(name -> object.path(name).isString())
                    .forEach(name -> object.put(name, utc(object.get(name).stringValue())));
        }
        node.forEach(member -> toUtc(member, instants));
    }

    private static String utc(String written) {
        return instant(OffsetDateTime.parse(written).toInstant());
    }

    /**
     * Reads text that came inside a request, as strictly as the request itself was read.
     *
     * @throws Refused if it is no JSON, or holds something that no request may hold
     */
    public static JsonNode readRequested(String json) {
        return RequestJson.read(json);
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(instant(value));
        }
    }

    private static final class DecimalSerializer extends StdSerializer<BigDecimal> {
        DecimalSerializer() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator generator, SerializationContext context) {
            BigDecimal stripped = value.stripTrailingZeros();
            generator.writeNumber(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
        }
    }
}

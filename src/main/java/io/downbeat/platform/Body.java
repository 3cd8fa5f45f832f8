package io.downbeat.platform;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON object of a request, read field by field. Whatever is missing, of the wrong type or out of range is refused
 * with 400 and the field's full path, such as {@code data[0].configuration.aws_region}.
 *
 * <p>A field that is {@code null} counts as absent, as the official clients mean it; {@link #mentions} tells the two
 * apart where the API does.
 */
public final class Body {
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final JsonNode node;
    private final String path;

    private Body(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** @throws Refused if the node is no object */
    public static Body of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw Refused.invalid(path, path.isEmpty() ? "the body must be a JSON object" : "must be an object");
        }
        return new Body(node, path);
    }

    public static Body empty() {
        return new Body(JsonNodeFactory.instance.objectNode(), "");
    }

    /** Where a field of this object stands in the request. */
    public String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** A refusal that names a field of this object. */
    public Refused invalid(String field, String why) {
        return Refused.invalid(path(field), why);
    }

    /** Whether the field is there with a value. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** Whether the field is there at all, if only as {@code null}. */
    public boolean mentions(String field) {
        return node.has(field);
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    public Set<String> fields() {
        return Set.copyOf(node.propertyNames());
    }

    /** Refuses every field not named here, so that a misspelt term is never silently dropped. */
    public void knowsOnly(Set<String> known) {
        node.propertyNames().forEach(field -> {
            if (!known.contains(field)) {
                throw invalid(field, "unknown field");
            }
        });
    }

    /** Refuses terms that this server does not act on yet; {@code null} and empty lists are no terms. */
    public void refuseUnbuilt(String... fields) {
        for (String field : fields) {
            if (has(field) && !(node.get(field).isArray() && node.get(field).isEmpty())) {
                throw Refused.unbuilt(path(field));
            }
        }
    }

    public String text(String field) {
        return required(field, optionalText(field));
    }

    public String text(String field, int minLength, int maxLength) {
        return required(field, optionalText(field, minLength, maxLength));
    }

    public Optional<String> optionalText(String field) {
        return read(field, "a string", JsonNode::isString, (node, path) -> storable(node.stringValue(), path));
    }

    public Optional<String> optionalText(String field, int minLength, int maxLength) {
        Optional<String> text = optionalText(field);
        text.ifPresent(value -> {
            if (value.length() < minLength || value.length() > maxLength) {
                throw invalid(field, "must have " + minLength + " to " + maxLength + " characters");
            }
        });
        return text;
    }

    public UUID uuid(String field) {
        return required(field, optionalUuid(field));
    }

    public Optional<UUID> optionalUuid(String field) {
        return read(field, "a UUID", JsonNode::isString, (node, path) -> uuidOf(node.stringValue(), path));
    }

    /** An RFC 3339 instant; one with another offset is taken to UTC. */
    public Instant instant(String field) {
        return required(field, optionalInstant(field));
    }

    public Optional<Instant> optionalInstant(String field) {
        return read(
                field,
                "an RFC 3339 date-time",
                JsonNode::isString,
                (node, path) -> instantOf(node.stringValue(), path));
    }

    public int integer(String field, int min, int max) {
        return required(field, optionalInteger(field, min, max));
    }

    public Optional<Integer> optionalInteger(String field, int min, int max) {
        return read(field, "a whole number", JsonNode::isNumber, (node, path) -> {
            BigDecimal value = node.decimalValue();
            if (value.compareTo(BigDecimal.valueOf(min)) < 0
                    || value.compareTo(BigDecimal.valueOf(max)) > 0
                    || value.stripTrailingZeros().scale() > 0) {
                throw Refused.invalid(path, "must be a whole number from " + min + " to " + max);
            }
            return value.intValueExact();
        });
    }

    public BigDecimal decimal(String field) {
        return required(field, optionalDecimal(field));
    }

    public Optional<BigDecimal> optionalDecimal(String field) {
        return read(field, "a number", JsonNode::isNumber, (node, path) -> {
            BigDecimal value = node.decimalValue();
            if (value.precision() - value.scale() > 18 || value.scale() > 18) {
                throw Refused.invalid(path, "must have at most 18 digits before and after the decimal point");
            }
            return value;
        });
    }

    public boolean flag(String field) {
        return required(field, optionalFlag(field));
    }

    public boolean flag(String field, boolean otherwise) {
        return optionalFlag(field).orElse(otherwise);
    }

    public Optional<Boolean> optionalFlag(String field) {
        return read(field, "true or false", JsonNode::isBoolean, (node, path) -> node.booleanValue());
    }

    /** One of an enum's names, in upper or lower case as the guides and the specification use them. */
    public <E extends Enum<E>> E oneOf(String field, Class<E> words) {
        return required(field, optionalOneOf(field, words));
    }

    public <E extends Enum<E>> Optional<E> optionalOneOf(String field, Class<E> words) {
        return read(
                field,
                "one of " + words(words),
                JsonNode::isString,
                (node, path) -> Arrays.stream(words.getEnumConstants())
                        .filter(word -> word.name().equalsIgnoreCase(node.stringValue()))
                        .findFirst()
                        .orElseThrow(() -> Refused.invalid(path, "must be one of " + words(words))));
    }

    public Body object(String field) {
        return required(field, optionalObject(field));
    }

    public Optional<Body> optionalObject(String field) {
        return read(field, "an object", JsonNode::isObject, Body::new);
    }

    /** A required list of objects. */
    public List<Body> objects(String field) {
        return required(field, list(field, "an object", JsonNode::isObject, Body::new));
    }

    /** The objects of a list that may be left out. */
    public List<Body> optionalObjects(String field) {
        return list(field, "an object", JsonNode::isObject, Body::new).orElse(List.of());
    }

    public List<String> texts(String field) {
        return required(field, optionalTexts(field));
    }

    public Optional<List<String>> optionalTexts(String field) {
        return list(field, "a string", JsonNode::isString, (node, path) -> storable(node.stringValue(), path));
    }

    public List<UUID> uuids(String field) {
        return required(field, optionalUuids(field));
    }

    public Optional<List<UUID>> optionalUuids(String field) {
        return list(field, "a UUID", JsonNode::isString, (node, path) -> uuidOf(node.stringValue(), path));
    }

    /** A map from names to strings, such as {@code custom_fields}; empty if left out. */
    public Map<String, String> textMap(String field) {
        Map<String, String> map = new LinkedHashMap<>();
        optionalObject(field)
                .ifPresent(object -> object.node
                        .propertyNames()
                        .forEach(name -> map.put(storable(name, object.path), object.text(name))));
        return map;
    }

    /** A value as it came, for maps that are stored and echoed; every string in it can be stored. */
    public Optional<JsonNode> json(String field) {
        if (!has(field)) {
            return Optional.empty();
        }
        refuseUnstorable(node.get(field), path(field));
        return Optional.of(node.get(field));
    }

    private <T> Optional<T> read(
            String field, String what, Predicate<JsonNode> fits, BiFunction<JsonNode, String, T> value) {
        if (!has(field)) {
            return Optional.empty();
        }
        return Optional.of(checked(node.get(field), path(field), what, fits, value));
    }

    private <T> Optional<List<T>> list(
            String field, String what, Predicate<JsonNode> fits, BiFunction<JsonNode, String, T> value) {
        return read(field, "a list", JsonNode::isArray, (array, path) -> {
            List<T> items = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                items.add(checked(array.get(i), path + "[" + i + "]", what, fits, value));
            }
            return items;
        });
    }

    private static <T> T checked(
            JsonNode node, String path, String what, Predicate<JsonNode> fits, BiFunction<JsonNode, String, T> value) {
        if (!fits.test(node)) {
            throw Refused.invalid(path, "must be " + what);
        }
        return value.apply(node, path);
    }

    private <T> T required(String field, Optional<T> value) {
        return value.orElseThrow(() -> invalid(field, "is required"));
    }

    static UUID uuidOf(String text, String path) {
        try {
            // UUID.fromString also takes short groups such as "1-1-1-1-1", which no client means.
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notOne) {
            // refused below
        }
        throw Refused.invalid(path, "must be a UUID");
    }

    static Instant instantOf(String text, String path) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException notOne) {
            // refused below
        }
        throw Refused.invalid(path, "must be an RFC 3339 date-time with an offset, such as 2025-01-01T00:00:00Z");
    }

    /** PostgreSQL stores neither NUL nor half a surrogate pair; caught here, they are a 400 instead of a 500. */
    static String storable(String text, String path) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw Refused.invalid(path, "has a character that is not text");
            }
            if (pair) {
                i++;
            }
        }
        return text;
    }

    private static void refuseUnstorable(JsonNode node, String path) {
        if (node.isString()) {
            storable(node.stringValue(), path);
        } else if (node.isObject()) {
            node.properties().forEach(entry -> {
                storable(entry.getKey(), path);
                refuseUnstorable(entry.getValue(), path + "." + entry.getKey());
            });
        } else {
            node.forEach(item -> refuseUnstorable(item, path));
        }
    }

    private static <E extends Enum<E>> String words(Class<E> words) {
        return Arrays.stream(words.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }
}

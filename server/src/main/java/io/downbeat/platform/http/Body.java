package io.downbeat.platform.http;

import io.downbeat.core.Nearest;
import io.downbeat.platform.db.Ids;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of a request, read field by field. Whatever is missing, of the wrong type or out of range is refused
 * with 400 and the field's full path, such as {@code data[0].configuration.aws_region}.
 *
 * <p>Nothing here is without a bound: a text, list or map for which none is given has that of {@link Limits}. What was
 * read from a request holds only texts that can be stored and numbers that can be computed with ({@code RequestJson}).
 *
 * <p>A field that is {@code null} counts as absent, as the official clients mean it; {@link #mentions} tells the two
 * apart where the API does.
 */
public final class Body {
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** So many letters wrong, missing or too many are a slip. */
    private static final int NEAR = 2;

    private static final int LONGEST_CUSTOM_NAME = 128;
    private static final int LONGEST_CUSTOM_VALUE = 200;

    private final JsonNode node;
    private final String path;
    /** Names that the request has for members that are read under others. */
    private final Map<String, String> given;
    /** The same for members of this object and of all that lie in it. */
    private final Map<String, String> spoken;

    private Body(JsonNode node, String path) {
        this(node, path, Map.of(), Map.of());
    }

    private Body(JsonNode node, String path, Map<String, String> given, Map<String, String> spoken) {
        this.node = node;
        this.path = path;
        this.given = given;
        this.spoken = spoken;
    }

    private Body inside(JsonNode member, String where) {
        return new Body(member, where, Map.of(), spoken);
    }

    /** @throws Refused if the node is no object */
    public static Body of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw Refused.invalid(path, path.isEmpty() ? "the body must be a JSON object" : "must be an object");
        }
        return new Body(node, path);
    }

    /**
     * The body of a request whose bytes are needed beside it; all others have it as an argument of their handler.
     *
     * @throws Refused if the bytes are no JSON object, or hold something that no field can have
     */
    public static Body read(byte[] bytes) {
        return bytes.length == 0 ? empty() : of(RequestJson.read(bytes), "");
    }

    public static Body empty() {
        return new Body(JsonNodeFactory.instance.objectNode(), "");
    }

    /**
     * This object with members under the names that another operation has for them. A refusal still says the name that the
     * request has.
     *
     * @param names the other name by the request's
     */
    public Body renamed(Map<String, String> names) {
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        node.properties()
                .forEach(
                        member -> renamed.set(names.getOrDefault(member.getKey(), member.getKey()), member.getValue()));
        Map<String, String> back = new HashMap<>(given);
        names.forEach((name, other) -> back.put(other, name));
        return new Body(renamed, path, Map.copyOf(back), spoken);
    }

    /**
     * This object, whose refusals say other names than are read, at any depth: for what was worked out of a request.
     *
     * @param names the request's own name by the one that is read
     */
    public Body saying(Map<String, String> names) {
        return new Body(node, path, given, Map.copyOf(names));
    }

    /** Where a field of this object stands in the request. */
    public String path(String field) {
        String name = given.getOrDefault(field, spoken.getOrDefault(field, field));
        return path.isEmpty() ? name : path + "." + name;
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
                throw invalid(
                        field,
                        Nearest.to(field, known, NEAR)
                                .map(name -> "unknown field; did you mean " + name + "?")
                                .orElse("unknown field"));
            }
        });
    }

    /** Refuses a term that is never acted on here, for the reason given; {@code null} and an empty list are no terms. */
    public void refuse(String field, String why) {
        if (has(field) && !(node.get(field).isArray() && node.get(field).isEmpty())) {
            throw invalid(field, why);
        }
    }

    public String text(String field) {
        return required(field, optionalText(field));
    }

    public String text(String field, int minLength, int maxLength) {
        return required(field, optionalText(field, minLength, maxLength));
    }

    public Optional<String> optionalText(String field) {
        return optionalText(field, 0, Limits.TEXT);
    }

    public Optional<String> optionalText(String field, int minLength, int maxLength) {
        return read(
                field,
                "a string",
                JsonNode::isString,
                (node, path) -> bounded(node.stringValue(), path, minLength, maxLength));
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
            if ((long) value.precision() - value.scale() > 18 || value.scale() > 18) {
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

    /** One of an enum's words, in upper or lower case. */
    public <E extends Enum<E>> E oneOf(String field, Class<E> words) {
        return required(field, optionalOneOf(field, words));
    }

    public <E extends Enum<E>> Optional<E> optionalOneOf(String field, Class<E> words) {
        return read(
                field,
                "one of " + EnumWords.list(words),
                JsonNode::isString,
                (node, path) -> EnumWords.of(words, node.stringValue(), path));
    }

    /** A list of an enum's words, each in upper or lower case. */
    public <E extends Enum<E>> Optional<List<E>> optionalOneOfs(String field, Class<E> words) {
        return list(
                field,
                Limits.ITEMS,
                "one of " + EnumWords.list(words),
                JsonNode::isString,
                (node, path) -> EnumWords.of(words, node.stringValue(), path));
    }

    public Body object(String field) {
        return required(field, optionalObject(field));
    }

    public Optional<Body> optionalObject(String field) {
        return read(field, "an object", JsonNode::isObject, this::inside);
    }

    /** A required list of objects. */
    public List<Body> objects(String field) {
        return objects(field, Limits.ITEMS);
    }

    public List<Body> objects(String field, int most) {
        return required(field, list(field, most, "an object", JsonNode::isObject, this::inside));
    }

    /** The objects of a list that may be left out. */
    public List<Body> optionalObjects(String field) {
        return list(field, Limits.ITEMS, "an object", JsonNode::isObject, this::inside)
                .orElse(List.of());
    }

    public List<String> texts(String field) {
        return required(field, optionalTexts(field));
    }

    public Optional<List<String>> optionalTexts(String field) {
        return optionalTexts(field, Limits.ITEMS, 0, Limits.TEXT);
    }

    public Optional<List<String>> optionalTexts(String field, int most, int minLength, int maxLength) {
        return list(
                field,
                most,
                "a string",
                JsonNode::isString,
                (node, path) -> bounded(node.stringValue(), path, minLength, maxLength));
    }

    public List<UUID> uuids(String field) {
        return required(field, optionalUuids(field));
    }

    public Optional<List<UUID>> optionalUuids(String field) {
        return list(
                field, Limits.ITEMS, "a UUID", JsonNode::isString, (node, path) -> uuidOf(node.stringValue(), path));
    }

    /** {@code custom_fields}; empty if left out. */
    public Map<String, String> customFields() {
        return textMap("custom_fields", LONGEST_CUSTOM_NAME, LONGEST_CUSTOM_VALUE);
    }

    /** A map from names to strings, such as {@code pricing_group_values}; empty if left out. */
    public Map<String, String> textMap(String field) {
        return textMap(field, Limits.NAME, Limits.TEXT);
    }

    private Map<String, String> textMap(String field, int longestName, int longestValue) {
        Map<String, String> map = new LinkedHashMap<>();
        optionalObject(field).ifPresent(object -> {
            object.hasAtMost(Limits.MEMBERS);
            object.node.propertyNames().forEach(name -> {
                if (Texts.isLonger(name, longestName)) {
                    throw Refused.invalid(object.path, "has a name longer than " + longestName + " characters");
                }
                map.put(name, object.text(name, 0, longestValue));
            });
        });
        return map;
    }

    /** Refuses an object with more members: for maps, whose names are the caller's own. */
    public void hasAtMost(int members) {
        if (node.size() > members) {
            throw Refused.invalid(path, "must have at most " + members + " members");
        }
    }

    /** A value as it came, for what is stored and echoed. */
    public Optional<JsonNode> json(String field) {
        return json(field, Limits.JSON);
    }

    /** @param longest in characters, written as JSON */
    public Optional<JsonNode> json(String field, int longest) {
        if (!has(field)) {
            return Optional.empty();
        }
        JsonNode value = node.get(field);
        if (Texts.isLonger(Json.write(value), longest)) {
            throw invalid(field, "is larger than " + longest + " characters of JSON");
        }
        return Optional.of(value);
    }

    private <T> Optional<T> read(
            String field, String what, Predicate<JsonNode> fits, BiFunction<JsonNode, String, T> value) {
        if (!has(field)) {
            return Optional.empty();
        }
        return Optional.of(checked(node.get(field), path(field), what, fits, value));
    }

    private <T> Optional<List<T>> list(
            String field, int most, String what, Predicate<JsonNode> fits, BiFunction<JsonNode, String, T> value) {
        return read(field, "a list", JsonNode::isArray, (array, path) -> {
            if (array.size() > most) {
                throw Refused.invalid(path, "must have at most " + most + " items");
            }
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
        return Ids.parse(text).orElseThrow(() -> Refused.invalid(path, "must be a UUID"));
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

    private static String bounded(String text, String path, int minLength, int maxLength) {
        if (text.length() < minLength || Texts.isLonger(text, maxLength)) {
            throw Refused.invalid(
                    path,
                    minLength == 0
                            ? "must have at most " + maxLength + " characters"
                            : "must have " + minLength + " to " + maxLength + " characters");
        }
        return text;
    }
}

package io.downbeat.connectors.tackle;

import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A usage record as Tackle shows it. Its documents publish what is sent, not the whole of what is answered, so reading is
 * lenient in form and strict in meaning: only a word that says so counts as metered.
 *
 * @param quantity {@code null} if it does not say
 * @param status Tackle's word, in lower case
 */
record TackleRecord(
        @Nullable String id,
        @Nullable Long quantity,
        String status,
        @Nullable String error,
        Key key) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int TO_THE_HOUR = "2026-11-20 08".length();
    private static final Set<String> METERED = Set.of("submitted", "metered", "success", "succeeded", "completed");
    private static final Set<String> FAILED = Set.of("failed", "error", "rejected", "invalid", "expired");
    private static final List<String> LISTS = List.of("data", "usage_records", "records", "items", "results");

    /** What tells two records apart: Tackle holds one for each. */
    record Key(String product, String customer, String dimension, String startTime) {
        static Key of(JsonNode record) {
            return new Key(
                    record.path("product_id").asString(""),
                    record.path("customer_id").asString(""),
                    record.at("/dimension/name").asString(""),
                    record.path("start_time").asString(""));
        }

        /** Whether a record that names itself so may be this one; what it leaves out contradicts nothing. */
        boolean admits(Key shown) {
            return isSame(product, shown.product())
                    && isSame(customer, shown.customer())
                    && isSame(dimension, shown.dimension())
                    && isSame(hour(startTime), hour(shown.startTime()));
        }

        private static boolean isSame(String ours, String shown) {
            return shown.isEmpty() || shown.equals(ours);
        }
    }

    /** Without {@code scheduled_at}: the hour is over when its record is made, so Tackle is to send it at once. */
    static String write(String product, String customer, String dimension, Instant hour, long quantity) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("cloud", "aws");
        record.put("product_id", product);
        record.put("customer_id", customer);
        record.put("start_time", TIME.format(hour));
        Map<String, Object> used = new LinkedHashMap<>();
        used.put("name", dimension);
        used.put("quantity", quantity);
        record.put("dimension", used);
        return Json.write(record);
    }

    static String time(Instant hour) {
        return TIME.format(hour);
    }

    boolean isMetered() {
        return METERED.contains(status);
    }

    boolean hasFailed() {
        return FAILED.contains(status);
    }

    /** The record of this buyer, dimension and hour in an answer: the metered one, should there be several. */
    static Optional<TackleRecord> in(String body, Key key) {
        List<TackleRecord> found = allIn(body, key);
        return found.stream()
                .filter(TackleRecord::isMetered)
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** Every record of this buyer, dimension and hour in an answer. */
    static List<TackleRecord> allIn(String body, Key key) {
        return all(body).stream().filter(record -> key.admits(record.key)).toList();
    }

    private static List<TackleRecord> all(String body) {
        List<TackleRecord> all = new ArrayList<>();
        try {
            JsonNode json = Json.read(body);
            if (json == null) {
                return all;
            }
            JsonNode list = json;
            for (String name : LISTS) {
                list = json.has(name) ? json.get(name) : list;
            }
            if (list.isArray()) {
                list.forEach(each -> all.add(of(each)));
            } else if (list.isObject() && !list.isEmpty()) {
                all.add(of(list));
            }
        } catch (JacksonException torn) {
            // Nothing that can be read is nothing that is held.
        }
        return all;
    }

    private static TackleRecord of(JsonNode json) {
        JsonNode dimension = json.path("dimension");
        JsonNode quantity = dimension.has("quantity") ? dimension.get("quantity") : json.path("quantity");
        return new TackleRecord(
                text(json, "id", "usage_record_id"),
                quantity.isNumber() ? whole(quantity.decimalValue()) : null,
                Optional.ofNullable(text(json, "status", "state")).orElse("").toLowerCase(Locale.ROOT),
                text(json, "error", "message"),
                Key.of(json));
    }

    /** Half a cent is no quantity of ours. */
    private static @Nullable Long whole(BigDecimal quantity) {
        try {
            return quantity.longValueExact();
        } catch (ArithmeticException fraction) {
            return -1L;
        }
    }

    private static @Nullable String text(JsonNode json, String... names) {
        for (String name : names) {
            if (json.hasNonNull(name) && json.get(name).isValueNode()) {
                return json.get(name).asString();
            }
        }
        return null;
    }

    private static String hour(String time) {
        String plain = time.replace('T', ' ');
        return plain.length() < TO_THE_HOUR ? plain : plain.substring(0, TO_THE_HOUR);
    }
}

package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Refused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final Instant NOW = Instant.parse("2025-02-10T12:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100})
    void takes_1_to_100_events(int count) {
        assertThat(read(events(count))).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void refuses_0_and_101_events(int count) {
        refuses(events(count), "the body must be a JSON array of 1 to 100 events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "\"a\"", "[] []", "[]x"})
    void refuses_what_is_no_array_of_events(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[{", "[{\"transaction_id\"", "[{\"transaction_id\":\"a\",\"transaction_id\":\"b\"}]"})
    void refuses_what_is_no_json_and_what_says_two_things(String body) {
        refuses(body, "the body is not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-02-11T11:59:59.999Z",
                "2025-02-11T12:00:00Z",
                "2025-01-07T12:00:00Z",
                "2025-01-07T12:00:00.001Z",
                "2025-02-10T00:00:00.0000000000000000000000000000000000000000000Z"
            })
    void takes_a_timestamp_up_to_24_hours_ahead_and_34_days_behind(String timestamp) {
        assertThat(read(event("transaction_id", "a", "timestamp", timestamp))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-02-11T12:00:00.001Z, more than 24 hours in the future",
        "2025-01-07T11:59:59.999Z, more than 34 days old",
        "2025-02-10, RFC 3339",
        "2025-02-10T00:00:00.00000000000000000000000000000000000000000000Z, RFC 3339",
        "12025-02-10T00:00:00Z, year of four digits"
    })
    void refuses_a_timestamp_beyond(String timestamp, String why) {
        refuses(event("transaction_id", "a", "timestamp", timestamp), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction_id", "customer_id"})
    void takes_ids_of_1_to_128_characters(String field) {
        assertThat(read(event(field, "x"))).hasSize(1);
        assertThat(read(event(field, "x".repeat(128)))).hasSize(1);
        refuses(event(field, ""), "[0]." + field + ": must have 1 to 128 characters");
        refuses(event(field, "x".repeat(129)), "[0]." + field + ": must have 1 to 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction_id", "customer_id", "event_type", "timestamp"})
    void requires_every_field_but_properties(String field) {
        String without =
                event("x", "x").replace("\"" + field + "\"", "\"properties\"").replace(",\"x\":\"x\"", "");
        assertThatThrownBy(() -> read(without)).isInstanceOf(Refused.class);
        refuses(
                event("x", "x")
                        .replace(",\"x\":\"x\"", "")
                        .replaceAll("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":null"),
                "[0]." + field + ": is required");
        refuses(
                event("x", "x")
                        .replace(",\"x\":\"x\"", "")
                        .replaceAll("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":7"),
                "[0]." + field + ": must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", " \n\t\r%s ", "[%s]", "[%s,%1$s]"})
    void a_record_holds_one_event_or_an_array_of_them(String form) {
        byte[] value = form.formatted(one("a", "2025-02-10T00:00:00Z")).getBytes(StandardCharsets.UTF_8);
        assertThat(EventReader.record(value, NOW))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.transactionId()).isEqualTo("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the body must be one event as a JSON object, or a JSON array of 1 to 100 events",
                "[] | the body must be one event as a JSON object, or a JSON array of 1 to 100 events",
                "7 | the body must be one event as a JSON object, or a JSON array of 1 to 100 events",
                "{ | the body is not valid JSON",
                "{} | transaction_id: is required",
                "{\"a\": 1} | a: unknown field",
                "{\"properties\": 1} | properties: must be an object",
                "{\"properties\": {\"a\": \"\\u0000\"}} | properties.a: has a character",
                "[{}] | [0].transaction_id: is required"
            })
    void a_record_that_cannot_be_taken_says_why(String value, String why) {
        assertThatThrownBy(() -> EventReader.record(value.getBytes(StandardCharsets.UTF_8), NOW))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void a_record_without_a_value_and_one_with_more_than_one_are_refused() {
        String one = one("a", "2025-02-10T00:00:00Z");
        assertThatThrownBy(() -> EventReader.record(null, NOW)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> EventReader.record((one + one).getBytes(StandardCharsets.UTF_8), NOW))
                .isInstanceOf(Refused.class);
    }

    @Test
    void one_wrong_event_refuses_the_request_and_names_its_place() {
        String body = "[" + one("a", "2025-02-10T00:00:00Z") + "," + one("b", "yesterday") + "]";
        refuses(body, "[1].timestamp");
    }

    @Test
    void an_unknown_field_is_refused() {
        refuses(event("property", "x"), "[0].property: unknown field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00", "\\ud800x", "\\udc00\\ud800"})
    void refuses_what_the_database_cannot_store(String character) {
        refuses(event("transaction_id", character), "[0].transaction_id: has a character");
        refuses(withProperties("{\"a\":\"" + character + "\"}"), "[0].properties.a: has a character");
        assertThatThrownBy(() -> read(withProperties("{\"" + character + "\":\"a\"}")))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483648", "1e999999999", "-1e-2147483649", "1e100", "1e-101"})
    void refuses_a_number_that_nothing_can_hold(String number) {
        refuses(withProperties("{\"a\":" + number + "}"), "[0].properties.a: must have at most 100 digits");
        refuses(event("x", "x").replace("\"x\":\"x\"", "\"x\":" + number), "[0].x: unknown field");
    }

    @Test
    void takes_a_number_of_100_digits_before_and_after_the_point() {
        for (String number : List.of("9".repeat(100), "1e99", "1E-100", "-0." + "1".repeat(100))) {
            assertThat(read(withProperties("{\"a\":" + number + "}"))
                            .getFirst()
                            .properties()
                            .get("a"))
                    .isEqualTo(number);
        }
        refuses(withProperties("{\"a\":" + "9".repeat(101) + "}"), "[0].properties.a: must have at most 100 digits");
    }

    @Test
    void an_event_has_at_most_1000_properties() {
        assertThat(read(withProperties(properties(1_000, "p", "v")))
                        .getFirst()
                        .properties()
                        .get("p999"))
                .isEqualTo("v");
        refuses(withProperties(properties(1_001, "p", "v")), "[0].properties: must have at most 1000 members");
    }

    @Test
    void a_property_has_at_most_4096_characters_and_its_name_1000() {
        String longest = "😀".repeat(4_096);
        assertThat(read(withProperties(properties(1, "p", longest)))
                        .getFirst()
                        .properties()
                        .get("p0"))
                .isEqualTo(longest);
        refuses(
                withProperties(properties(1, "p", "ü".repeat(4_097))),
                "[0].properties.p0: must have at most 4096 characters");

        String name = "😀".repeat(999);
        assertThat(read(withProperties(properties(1, name, "v")))
                        .getFirst()
                        .properties()
                        .get(name + "0"))
                .isEqualTo("v");
        refuses(withProperties(properties(1, name + "😀", "v")), "[0].properties: has a name longer than 1000");
        refuses(withProperties(properties(1, "n".repeat(100_000), "v")), "a name is longer than");
    }

    @Test
    void all_properties_of_an_event_have_at_most_65536_bytes() {
        String usual = properties(15, "p", "x".repeat(4_096));
        String largest = "{" + " ".repeat(65_536 - usual.length()) + usual.substring(1);
        assertThat(read(withProperties(largest))).hasSize(1);
        refuses(withProperties("{ " + largest.substring(1)), "[0].properties: must have at most 65536 bytes");
    }

    @Test
    void the_type_of_an_event_has_at_most_1000_characters() {
        assertThat(read(event("event_type", "e".repeat(1_000)))).hasSize(1);
        refuses(event("event_type", "e".repeat(1_001)), "[0].event_type: must have 1 to 1000 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0 AF", "E0 80 AF", "ED A0 80 ED B0 80", "F4 90 80 80", "E2 82", "80", "FF", "F0 9F 98"})
    void bytes_that_are_no_utf_8_are_refused(String hex) {
        byte[] bad = HexFormat.ofDelimiter(" ").parseHex(hex);
        for (String place : List.of("\"t\"", "{\"p\"", ":\"v\"")) {
            byte[] body = withProperties("{\"p\":\"v\"}").getBytes(StandardCharsets.UTF_8);
            int at = new String(body, StandardCharsets.UTF_8).indexOf(place) + place.length() - 1;
            var broken = new ByteArrayOutputStream();
            broken.write(body, 0, at);
            broken.writeBytes(bad);
            broken.write(body, at, body.length - at);
            assertThatThrownBy(() -> EventReader.read(broken.toByteArray(), NOW))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("UTF-8");
        }
    }

    @Test
    void a_whole_surrogate_pair_is_text() {
        assertThat(read(event("transaction_id", "\\ud83d\\ude00")).getFirst().transactionId())
                .isEqualTo("😀");
    }

    @Test
    void properties_are_kept_as_sent_and_read_as_text() {
        String sent = "{ \"name\" : \"ü😀\", \"amount\":1.50, \"big\":1e3, \"yes\":true, \"none\":null}";

        Properties properties = read(withProperties(sent)).getFirst().properties();

        assertThat(properties.json()).isEqualTo(sent);
        assertThat(List.of(
                        properties.get("name"), properties.get("amount"), properties.get("big"), properties.get("yes")))
                .containsExactly("ü😀", "1.50", "1e3", "true");
        assertThat(properties.get("none")).isNull();
        assertThat(properties.get("other")).isNull();
    }

    @Test
    void more_properties_than_usual_are_all_read() {
        String many =
                IntStream.range(0, 100).mapToObj(i -> "\"p" + i + "\":" + i).collect(Collectors.joining(",", "{", "}"));

        Properties properties = read(withProperties(many)).getFirst().properties();

        assertThat(IntStream.range(0, 100)).allMatch(i -> String.valueOf(i).equals(properties.get("p" + i)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]"})
    void a_property_is_a_single_value(String nested) {
        refuses(withProperties("{\"a\":" + nested + "}"), "[0].properties.a: must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "[]", "7"})
    void properties_are_an_object(String properties) {
        refuses(withProperties(properties), "[0].properties: must be an object");
    }

    @Test
    void another_encoding_is_refused_and_not_misread() {
        byte[] body = withProperties("{}").getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> EventReader.read(body, NOW)).isInstanceOf(Refused.class);
    }

    private static void refuses(String body, String why) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(Refused.class).hasMessageContaining(why);
    }

    private static List<UsageEvent> read(String body) {
        return EventReader.read(body.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> one("t" + i, "2025-02-10T00:00:00Z"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String one(String transactionId, String timestamp) {
        return """
            {"transaction_id":"%s","customer_id":"c","event_type":"e","timestamp":"%s"}\
            """.formatted(transactionId, timestamp);
    }

    /** One event in which these fields have these values. */
    private static String event(String... fieldsAndValues) {
        String json = one("t", "2025-02-10T00:00:00Z");
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            String field = "\"" + fieldsAndValues[i] + "\":";
            json = json.contains(field)
                    ? json.replaceAll(
                            field + "\"[^\"]*\"",
                            java.util.regex.Matcher.quoteReplacement(field + "\"" + fieldsAndValues[i + 1] + "\""))
                    : json.replaceAll("}$", "," + field + "\"" + fieldsAndValues[i + 1] + "\"}");
        }
        return "[" + json + "]";
    }

    private static String properties(int count, String name, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + name + i + "\":\"" + value + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String withProperties(String properties) {
        return "[" + one("t", "2025-02-10T00:00:00Z").replaceAll("}$", ",\"properties\":") + properties + "}]";
    }
}

package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.BadBodies.Place;
import io.downbeat.BadBodies.Request;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.OpenApiContract;
import io.downbeat.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every text, list and map of every operation has a bound (docs/api/limits.md), and what is no text, no number or no
 * UTF-8 is refused wherever it stands, whether the operation reads that field or not; nothing of it is stored.
 */
class LimitsTest {
    /** Texts that may be longer than others; still, none is longer than any text can be. */
    private static final Set<String> LONGER_TEXTS =
            Set.of("configuration.aws_secret_access_key", "configuration.stripe_api_key");
    /** Lists whose bound is higher than the usual one. */
    private static final Set<String> LONGER_LISTS = Set.of("rates", "ingest_aliases", "steps", "value.a");

    private static final List<String> NEITHER_TEXT_NOR_NUMBER = List.of(
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "{\"a\\u0000b\":1}",
            "{\"\\ud800\":1}",
            "[[{\"a\":\"\\u0000\"}]]",
            "1E+2147483648",
            "1e-2147483649",
            "1e99999999999999999999",
            "[1E+2147483648]",
            "1e999999999",
            "-1e-999999999",
            "1" + "0".repeat(100),
            "0." + "0".repeat(100) + "1",
            "9".repeat(100_000));

    private static final int OF_THESE_AT_EACH_PLACE = 4;

    private static TestServer server;
    private static List<Request> bodies;
    private static RowCount rows;

    @BeforeAll
    static void start() throws SQLException {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        var customer = account.customer("acme");
        bodies = BadBodies.good(account, customer, BadBodies.contract(account, customer));
        rows = new RowCount(server);
    }

    @AfterAll
    static void stop() throws SQLException {
        rows.close();
        server.close();
    }

    @Test
    void every_built_operation_with_a_body_is_walked() throws IOException {
        List<String> built = Files.readAllLines(Path.of("docs", "coverage.md")).stream()
                .filter(line -> line.startsWith("| POST ") && line.endsWith("| built |"))
                .map(line -> line.split("`")[1])
                .toList();
        Set<String> walked =
                bodies.stream().map(LimitsTest::published).flatMap(List::stream).collect(Collectors.toSet());
        assertThat(walked).containsAll(built);
    }

    /** The one reader of all operations refuses them; each place is asked with a few in turn, so that each operation meets all. */
    @Test
    void what_is_no_text_or_no_number_or_has_no_bound_is_refused_with_its_place_in_every_field() {
        List<String> all = new ArrayList<>(NEITHER_TEXT_NOR_NUMBER);
        all.addAll(List.of(text(65_537), list("1", 10_001), map(1_001), "[".repeat(65) + "]".repeat(65)));
        AtomicInteger turn = new AtomicInteger();
        everywhere((wrong, good, place) -> {
            for (int asked = 0; asked < OF_THESE_AT_EACH_PLACE; asked++) {
                String bad = all.get(turn.getAndIncrement() % all.size());
                refused(wrong, good.with(place, bad), place.toString());
            }
        });
    }

    @Test
    void a_member_whose_name_is_no_text_is_refused_in_every_object() {
        everywhere((wrong, good, place) -> {
            if (place.in(Json.read(good.body())).isObject()) {
                refused(wrong, with(good, place, Map.of("a\\u0000b", "1")), place.toString());
                refused(wrong, with(good, place, Map.of("\\udc00", "1")), place.toString());
                refused(wrong, with(good, place, Map.of("a".repeat(1_001), "1")), place.toString());
            }
        });
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused_by_every_operation() {
        List<byte[]> broken = List.of(
                bytes(0xC0, 0xAF),
                bytes(0xC1, 0xBF),
                bytes(0xE0, 0x80, 0xAF),
                bytes(0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80),
                bytes(0xF4, 0x90, 0x80, 0x80),
                bytes(0xF8, 0x88, 0x80, 0x80, 0x80),
                bytes(0xE2, 0x82),
                bytes(0x80),
                bytes(0xFF));
        List<String> wrong = new ArrayList<>();
        long before = rows.now();
        for (Request good : oneOfEachPath()) {
            for (byte[] bad : broken) {
                refused(wrong, good.path(), inFirstText(good.body(), bad), "UTF-8");
            }
            refused(wrong, good.path(), good.body().getBytes(StandardCharsets.UTF_16), "UTF-8");
            refused(wrong, good.path(), good.body().getBytes(StandardCharsets.UTF_16LE), "UTF-8");
            refused(wrong, good.path(), ("\uFEFF" + good.body()).getBytes(StandardCharsets.UTF_8), "UTF-8");
        }
        assertThat(wrong).isEmpty();
        assertThat(rows.now()).isEqualTo(before);
    }

    @Test
    void every_text_of_every_body_has_a_bound() {
        everywhere((wrong, good, place) -> {
            if (place.in(Json.read(good.body())).isString() && !LONGER_TEXTS.contains(place.toString())) {
                refused(wrong, good.with(place, text(4_097)), place.toString());
            }
        });
    }

    @Test
    void every_list_of_every_body_has_a_bound() {
        everywhere((wrong, good, place) -> {
            var there = place.in(Json.read(good.body()));
            if (there.isArray() && !LONGER_LISTS.contains(place.toString())) {
                refused(wrong, good.with(place, list(there.get(0).toString(), 1_001)), place.toString());
            }
        });
    }

    @Test
    void every_map_of_every_body_has_a_bound() {
        everywhere((wrong, good, place) -> {
            if (Set.of("custom_fields", "pricing_group_values", "partial_pricing_group_values", "group_filters")
                    .contains(String.valueOf(place.steps().getLast()))) {
                refused(wrong, good.with(place, map(201)), place.toString());
            }
        });
    }

    /** The fields that the document publishes and a template lacks: most are not built, none takes more than the bound. */
    @Test
    void every_published_text_list_and_map_has_a_bound() {
        List<String> wrong = new ArrayList<>();
        long before = rows.now();
        for (Request good : oneOfEachPath()) {
            published(good).stream()
                    .flatMap(path -> OpenApiContract.requestFields(path).entrySet().stream())
                    .forEach(field -> {
                        Place place = new Place(field.getKey());
                        Request bad = switch (field.getValue()) {
                            case "string" -> good.with(place, text(4_097));
                            case "array" -> good.with(place, list("\"x\"", 10_001));
                            case "object" -> good.with(place, map(1_001));
                            default -> good.with(place, "1E+2147483648");
                        };
                        refused(wrong, bad, "");
                    });
        }
        assertThat(wrong).isEmpty();
        assertThat(rows.now()).isEqualTo(before);
    }

    @Test
    void characters_of_json_are_code_points() {
        String drum = "\uD83E\uDD41";
        Request good = bodies.stream()
                .filter(request -> request.path().endsWith("/customers/updateNamedSchedule"))
                .findFirst()
                .orElseThrow();
        Place value = new Place(List.of("value"));
        Request longest = good.with(value, "\"" + drum.repeat(16_382) + "\"");
        assertThat(answer(longest).status()).isEqualTo(200);
        assertThat(answer(good.with(value, "\"" + drum.repeat(16_383) + "\"")).refused(400))
                .isEqualTo("value: is larger than 16384 characters of JSON");
    }

    /** The one text that is cut and not refused, and is counted as providers may count it. */
    @Test
    void a_customers_name_is_cut_at_160_units_between_two_characters() {
        String drum = "\uD83E\uDD41";
        Api.Answer cut = server.api().post("/v1/customers", "{'name': 'x" + drum.repeat(81) + "'}");
        assertThat(cut.ok().at("/data/name").stringValue()).isEqualTo("x" + drum.repeat(79));
        assertThat(server.api()
                        .post("/v1/customers", "{'name': '" + "x".repeat(161) + "'}")
                        .ok()
                        .at("/data/name")
                        .stringValue())
                .isEqualTo("x".repeat(160));
    }

    private static Api.Answer answer(Request request) {
        return server.api().postBytes(request.path(), request.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Collection<Request> oneOfEachPath() {
        return bodies.stream()
                .collect(Collectors.toMap(Request::path, good -> good, (first, _) -> first, LinkedHashMap::new))
                .values();
    }

    private interface Walk {
        void at(List<String> wrong, Request good, Place place);
    }

    private static void everywhere(Walk walk) {
        List<String> wrong = new ArrayList<>();
        long before = rows.now();
        bodies.forEach(good -> BadBodies.places(good).forEach(place -> walk.at(wrong, good, place)));
        assertThat(wrong).isEmpty();
        assertThat(rows.now()).isEqualTo(before);
    }

    private static void refused(List<String> wrong, Request bad, String place) {
        refused(wrong, bad.path(), bad.body().getBytes(StandardCharsets.UTF_8), place);
    }

    private static void refused(List<String> wrong, String path, byte[] body, String said) {
        Api.Answer answer = server.api().postBytes(path, body);
        String message = answer.json().path("message").asString("");
        // A name that the reader itself cannot read is named by its line and column.
        boolean fits = answer.status() == 400 && (message.contains(said) || message.contains("(line 1, column "));
        if (!fits && wrong.size() < 100) {
            wrong.add(path + " " + said + " <- " + start(new String(body, StandardCharsets.UTF_8)) + " : "
                    + answer.status() + " " + start(answer.body()));
        }
    }

    /** The published paths that the request may be of. */
    private static List<String> published(Request request) {
        return OpenApiContract.all().stream()
                .filter(operation -> operation.method().equals("POST")
                        && operation.pattern().matcher(request.path()).matches())
                .map(OpenApiContract.Operation::path)
                .toList();
    }

    private static Request with(Request good, Place object, Map<String, String> members) {
        String json = place(good, object);
        String more = members.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(","));
        return good.with(object, json.equals("{}") ? "{" + more + "}" : "{" + more + "," + json.substring(1));
    }

    private static String place(Request good, Place place) {
        return place.in(Json.read(good.body())).toString();
    }

    private static String text(int length) {
        return "\"" + "x".repeat(length) + "\"";
    }

    private static String list(String item, int length) {
        return IntStream.range(0, length).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
    }

    private static String map(int size) {
        Map<String, String> map = new LinkedHashMap<>();
        IntStream.range(0, size).forEach(i -> map.put("k" + i, "v"));
        return Json.write(map);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
        return bytes;
    }

    private static byte[] inFirstText(String body, byte[] bad) {
        int at = body.indexOf("\":\"") + 3;
        if (at < 3) {
            at = body.indexOf('"') + 1;
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(body.substring(0, at).getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(bad);
        bytes.writeBytes(body.substring(at).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static String start(String text) {
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }
}

package io.downbeat.namedschedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Named schedules of customers, contracts and rate cards (pricing.md 15.2). */
class NamedSchedulesTest {
    private static final String UNKNOWN = "00000000-0000-0000-0000-000000000001";

    private static TestServer server;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static String contract;

    /** Whom a schedule is kept with: where its operations are, and how it is named there. */
    private record Kept(String with, String path, String subject) {

        Api.Answer update(String name, String from, @Nullable String until, String value) {
            return server.api()
                    .post(
                            path + "/updateNamedSchedule",
                            "{%s, 'schedule_name': '%s', 'starting_at': '%s'%s, 'value': %s}"
                                    .formatted(
                                            subject,
                                            name,
                                            at(from),
                                            until == null ? "" : ", 'ending_before': '" + at(until) + "'",
                                            value));
        }

        List<String> read(String name) {
            return read(name, "");
        }

        List<String> read(String name, String more) {
            List<String> spans = new ArrayList<>();
            for (JsonNode span : server.api()
                    .post(path + "/getNamedSchedule", "{%s, 'schedule_name': '%s'%s}".formatted(subject, name, more))
                    .ok()
                    .get("data")) {
                spans.add(Json.write(span.get("value")).replace('"', '\'') + " "
                        + day(span.get("starting_at")) + ".."
                        + (span.has("ending_before") ? day(span.get("ending_before")) : ""));
            }
            return spans;
        }

        private static String at(String day) {
            return day.length() == 10 ? day + "T00:00:00Z" : day;
        }

        private static String day(JsonNode instant) {
            return instant.stringValue().replace("T00:00:00.000Z", "");
        }

        @Override
        public String toString() {
            return with;
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
        contract = acme.contract("2025-01-01T00:00:00Z").id();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Kept> all() {
        return Stream.of(customer(), ofContract(), ofContract("'region': 'eu'"), ofCard(account.rateCard));
    }

    private static Kept customer() {
        return new Kept("a customer", "/v1/customers", "'customer_id': '" + acme.id() + "'");
    }

    private static Kept ofContract() {
        return new Kept(
                "a contract",
                "/v1/contracts",
                "'customer_id': '%s', 'contract_id': '%s'".formatted(acme.id(), contract));
    }

    private static Kept ofContract(String properties) {
        return new Kept(
                "a contract by properties",
                "/v1/contracts",
                ofContract().subject() + ", 'properties': {" + properties + "}");
    }

    private static Kept ofCard(String card) {
        return new Kept("a rate card", "/v1/contract-pricing/rate-cards", "'rate_card_id': '" + card + "'");
    }

    @ParameterizedTest(name = "of {0}")
    @MethodSource("all")
    void c_119_an_update_overwrites_its_span_and_splits_what_it_overlaps(Kept kept) {
        kept.update("c", "2025-01-01", null, "'a'").ok();
        assertThat(kept.update("c", "2025-02-01", "2025-03-01", "{'b': [1, null]}")
                        .body())
                .isEmpty();

        assertThat(kept.read("c"))
                .containsExactly(
                        "'a' 2025-01-01..2025-02-01", "{'b':[1,null]} 2025-02-01..2025-03-01", "'a' 2025-03-01..");
        assertThat(kept.read("c", ", 'covering_date': '2025-02-10T00:00:00Z'"))
                .containsExactly("{'b':[1,null]} 2025-02-01..2025-03-01");
        assertThat(kept.read("c", ", 'covering_date': '2025-03-01T00:00:00Z'")).containsExactly("'a' 2025-03-01..");
        assertThat(kept.read("c", ", 'covering_date': '2024-12-31T23:59:59Z'")).isEmpty();
        assertThat(kept.read("nobody wrote it")).isEmpty();
    }

    @Test
    void what_lies_beside_an_update_stays_and_gaps_stay_gaps() {
        Kept kept = customer();
        kept.update("gaps", "2025-03-01", "2025-04-01", "3").ok();
        kept.update("gaps", "2025-01-01", "2025-02-01", "1").ok();
        assertThat(kept.read("gaps")).containsExactly("1 2025-01-01..2025-02-01", "3 2025-03-01..2025-04-01");
        kept.update("gaps", "2025-01-15", "2025-03-10", "2").ok();
        assertThat(kept.read("gaps"))
                .containsExactly("1 2025-01-01..2025-01-15", "2 2025-01-15..2025-03-10", "3 2025-03-10..2025-04-01");
        kept.update("gaps", "2024-01-01", null, "0").ok();
        assertThat(kept.read("gaps")).containsExactly("0 2024-01-01..");
        kept.update("gaps", "2025-01-01T00:00:00.123999Z", null, "'to the millisecond'")
                .ok();
        assertThat(kept.read("gaps").getLast()).isEqualTo("'to the millisecond' 2025-01-01T00:00:00.123Z..");
        assertThat(ofContract().read("gaps")).as("of another subject").isEmpty();
    }

    @Test
    void properties_of_a_contracts_schedule_are_a_part_of_its_key() {
        Kept both = ofContract("'region': 'eu', 'tier': '1'");
        both.update("keyed", "2025-01-01", null, "1").ok();
        ofContract("'region': 'eu'").update("keyed", "2025-02-01", null, "2").ok();
        ofContract().update("keyed", "2025-03-01", null, "3").ok();
        ofContract("'tier': '1', 'region': 'eu'")
                .update("keyed", "2025-04-01", null, "4")
                .ok();
        assertThat(both.read("keyed")).containsExactly("1 2025-01-01..2025-04-01", "4 2025-04-01..");
        assertThat(ofContract("'region': 'eu'").read("keyed")).containsExactly("2 2025-02-01..");
        assertThat(ofContract("").read("keyed")).containsExactly("3 2025-03-01..");
        assertThat(ofContract().read("keyed")).containsExactly("3 2025-03-01..");
        assertThat(ofContract("'region': 'eu', 'tier': '2'").read("keyed")).isEmpty();
        assertThat(both.read("other")).isEmpty();
    }

    @Test
    void properties_are_texts_of_contracts_up_to_a_bound() {
        String widest = Character.toString(0x20000);
        Kept longest = ofContract("'a': '" + widest.repeat(292) + "'");
        longest.update(widest.repeat(255), "2025-01-01", null, "1").ok();
        assertThat(longest.read(widest.repeat(255))).hasSize(1);
        assertThat(ofContract("'a': '" + widest.repeat(293) + "'")
                        .update("n", "2025-01-01", null, "1")
                        .refused(400))
                .isEqualTo("properties: is larger than 300 characters of JSON");
        assertThat(ofContract("'a': 1").update("n", "2025-01-01", null, "1").refused(400))
                .isEqualTo("properties.a: must be a string");
        assertThat(new Kept("", customer().path(), customer().subject() + ", 'properties': {'a': 'b'}")
                        .update("n", "2025-01-01", null, "1")
                        .refused(400))
                .isEqualTo("properties: unknown field");
    }

    @Test
    void any_updates_leave_what_the_last_one_of_each_day_said() {
        Kept kept = ofContract();
        Random random = new Random(119);
        @Nullable Integer[] days = new Integer[28];
        for (int n = 0; n < 60; n++) {
            int from = random.nextInt(27);
            int until = from + 1 + random.nextInt(27 - from);
            kept.update("random", day(from), day(until), "" + n).ok();
            for (int day = from; day < until; day++) {
                days[day] = n;
            }
            List<String> expected = new ArrayList<>();
            for (int day = 0; day < 27; day++) {
                int start = day;
                while (day + 1 < 28 && Objects.equals(days[day + 1], days[start])) {
                    day++;
                }
                if (days[start] != null) {
                    expected.add(days[start] + " " + day(start) + ".." + day(day + 1));
                }
            }
            assertThat(kept.read("random")).containsExactlyElementsOf(expected);
        }
    }

    private static String day(int day) {
        return "2025-01-%02d".formatted(day + 1);
    }

    @Test
    void two_updates_at_once_lose_neither() throws Exception {
        Kept kept = ofCard(account.rateCard);
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Api.Answer>> answers = new ArrayList<>();
            for (int n = 0; n < 24; n++) {
                int day = n;
                answers.add(both.submit(() -> kept.update("at once", day(day), day(day + 1), "" + day)));
            }
            for (Future<Api.Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThat(kept.read("at once")).hasSize(24).startsWith("0 2025-01-01..2025-01-02");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // pricing.md E-28
                "'starting_at': '2025-02-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z', 'value': 1"
                        + " | ending_before: must be after starting_at",
                "'starting_at': '2025-02-01T00:00:00Z', 'ending_before': '2025-01-01T00:00:00Z', 'value': 1"
                        + " | ending_before: must be after starting_at",
                "'starting_at': '2025-02-01T00:00:00Z', 'value': null | value: is required",
                "'value': 1 | starting_at: is required",
                "'starting_at': 'today', 'value': 1 | starting_at: must be an RFC 3339 date-time",
                "'starting_at': '2025-02-01T00:00:00Z', 'value': 1, 'timezone': 'UTC' | timezone: unknown field"
            })
    void e_28_a_span_that_is_none_is_refused_and_changes_nothing(String span, String message) {
        assertThat(all()).allSatisfy(kept -> {
            assertThat(server.api()
                            .post(
                                    kept.path() + "/updateNamedSchedule",
                                    "{%s, 'schedule_name': 'bad', %s}".formatted(kept.subject(), span))
                            .refused(400))
                    .startsWith(message);
            assertThat(kept.read("bad")).isEmpty();
        });
    }

    @Test
    void a_subject_that_nobody_has_is_404() {
        for (Kept nobody : List.of(
                new Kept("", "/v1/customers", "'customer_id': '" + UNKNOWN + "'"),
                new Kept("", "/v1/contracts", "'customer_id': '%s', 'contract_id': '%s'".formatted(acme.id(), UNKNOWN)),
                new Kept(
                        "",
                        "/v1/contracts",
                        "'customer_id': '%s', 'contract_id': '%s'"
                                .formatted(account.customer("other").id(), contract)),
                ofCard(UNKNOWN))) {
            nobody.update("n", "2025-01-01", null, "1").refused(404);
            server.api()
                    .post(nobody.path() + "/getNamedSchedule", "{" + nobody.subject() + ", 'schedule_name': 'n'}")
                    .refused(404);
        }
    }

    @Test
    void a_name_a_value_and_a_schedule_have_their_bounds() {
        Kept kept = customer();
        String longest = Character.toString(0x20000).repeat(255);
        kept.update(longest, "2025-01-01", null, "1").ok();
        assertThat(kept.read(longest)).hasSize(1);
        assertThat(kept.update(longest + "x", "2025-01-01", null, "1").refused(400))
                .isEqualTo("schedule_name: must have 1 to 255 characters");
        kept.update("long", "2025-01-01", null, "'" + "x".repeat(16_382) + "'").ok();
        assertThat(kept.update("long", "2025-01-01", null, "'" + "y".repeat(16_383) + "'")
                        .refused(400))
                .startsWith("value: is larger");
        for (int n = 0; n < 400; n++) {
            kept.update("many", "2025-01-01T%02d:%02d:00Z".formatted(n / 60, n % 60), null, "" + n)
                    .ok();
        }
        assertThat(kept.update("many", "2025-02-01", null, "400").refused(400))
                .startsWith("schedule_name: a schedule has at most 400 spans");
        assertThat(kept.read("many")).hasSize(400).last().isEqualTo("399 2025-01-01T06:39:00.000Z..");
    }
}

package io.downbeat.instruments;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scrape shows, to whom, and that what the documents name is in it. */
class MetricsTest {
    private static final Path DOCS = Path.of("docs", "operations");
    /** Ours, and those of the libraries that the documents use. */
    private static final Pattern NAME = Pattern.compile("\\b(?:downbeat|hikaricp|jvm|process)_[a-z_]+\\b");

    @AutoClose
    private static final TestServer everything = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static Api api;
    private static String scrape;

    @BeforeAll
    static void billAMonth() {
        api = everything.api();
        var customer = AccountFixture.setUp(api).customer("acme");
        customer.contract("2025-01-01T00:00:00Z");
        customer.use("t1", "2025-01-01T00:10:00Z", 700);
        customer.use("t2", "2025-01-01T00:20:00Z", 700);
        scrape = settled(api, text -> text.contains("downbeat_http_requests_seconds"));
    }

    private static String settled(Api api, Predicate<String> wanted) {
        String text = "";
        for (int i = 0; i < 300; i++) {
            Api.Answer answer = api.get("/metrics");
            assertThat(answer.status()).isEqualTo(200);
            text = answer.body();
            if (wanted.test(text)) {
                return text;
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
        }
        throw new AssertionError("not within a minute, but:\n" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "downbeat_delivery_oldest_undelivered_seconds",
                "downbeat_deliveries",
                "downbeat_events_ingested_total",
                "downbeat_finalization_lag_seconds",
                "downbeat_http_requests_seconds",
                "hikaricp_connections_active",
                "jvm_memory_used_bytes",
                "jvm_threads_live_threads"
            })
    void a_fresh_server_shows_each_figure_with_its_help(String name) {
        assertThat(scrape).contains("# HELP " + name + " ", "# TYPE " + name + " ");
    }

    @Test
    void events_are_counted_when_they_are_acknowledged() {
        assertThat(scrape).contains("downbeat_events_ingested_total 2.0");
    }

    @Test
    void a_request_is_timed_by_the_pattern_of_its_route_and_never_by_its_path() {
        String id = "00000000-0000-0000-0000-000000000001";
        api.get("/v1/customers/" + id);
        new Api(api.uri(), "wrong").get("/v1/customers/" + id);
        String text = settled(api, some -> some.contains("status=\"404\""));
        assertThat(text)
                .doesNotContain(id)
                .containsPattern(
                        "downbeat_http_requests_seconds_count\\{method=\"GET\",route=\"/v1/customers/\\{[A-Za-z_]+}\",status=\"404\"}")
                .contains("downbeat_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"401\"}")
                .contains("route=\"/v1/ingest\",status=\"200\"");
    }

    @Test
    void readers_and_administrators_see_the_figures_and_nobody_else() {
        assertThat(holding("read_only").get("/metrics").status()).isEqualTo(200);
        assertThat(api.get("/metrics").response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain;version=0.0.4"));
        holding("ingest_only").get("/metrics").refused(403);
        new Api(api.uri(), "wrong").get("/metrics").refused(401);
        assertThat(new Api(api.uri(), "wrong").get("/health/live").status()).isEqualTo(200);
    }

    private static Api holding(String role) {
        String token = api.post("/downbeat/v1/tokens", "{'name': '%1$s', 'role': '%1$s'}".formatted(role))
                .ok()
                .at("/data/token")
                .stringValue();
        return new Api(api.uri(), token);
    }

    @Test
    void an_open_server_shows_its_figures_to_anybody_and_says_nothing_wrong_when_its_database_is_away() {
        try (TestServer server =
                TestServer.startedAt("2025-01-01T00:00:00Z", Map.of("DOWNBEAT_METRICS_OPEN", "true"))) {
            Api anybody = new Api(server.api().uri(), "wrong");
            assertThat(anybody.get("/metrics").body()).contains("downbeat_finalization_lag_seconds 0.0");
            anybody.get("/v1/customers").refused(401);

            server.database().close();
            long began = System.nanoTime();
            anybody.get("/metrics");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            String without = settled(anybody, text -> !text.contains("downbeat_deliveries{"));
            assertThat(without)
                    .doesNotContain("downbeat_finalization_lag_seconds 0.0")
                    .contains("downbeat_events_ingested_total 0.0", "jvm_memory_used_bytes");
            assertThat(anybody.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void what_cannot_be_delivered_shows_with_its_age_until_somebody_settles_it() {
        try (TestServer server = TestServer.withoutProviders("2025-01-01T00:00:00Z")) {
            Api here = server.api();
            var customer = AccountFixture.setUp(here).customer("acme");
            var contract = customer.contract("2025-01-01T00:00:00Z");
            customer.use("t1", "2025-01-01T12:00:00Z", 700);
            server.advanceTo("2025-02-02T00:00:00Z");
            server.advanceTo("2025-02-02T06:00:00Z");
            String waiting =
                    settled(here, text -> text.contains("downbeat_delivery_oldest_undelivered_seconds 21600.0"));
            assertThat(waiting)
                    .containsPattern("downbeat_deliveries\\{provider=\"stripe\",state=\"[A-Z_]+\"} 1.0")
                    .containsPattern("downbeat_circuit_open\\{account=\"stripe acct_test\",provider=\"stripe\"} [01].0")
                    .contains("downbeat_account_pace_used_ratio{account=\"stripe acct_test\"}");

            String delivery = contract.deliveries().getFirst().get("id").stringValue();
            here.post("/downbeat/v1/deliveries/" + delivery + "/cancel", "{'reason': 'a test'}")
                    .ok();
            String settled = settled(here, text -> text.contains("downbeat_delivery_oldest_undelivered_seconds 0.0"));
            assertThat(settled).doesNotContainPattern("downbeat_deliveries\\{.*} 1.0");
        }
    }

    @Test
    void what_is_not_metered_yet_shows_how_long_its_window_is_open() {
        try (TestServer server = TestServer.withoutProviders("2025-01-01T00:00:00Z")) {
            var customer = AccountFixture.setUp(server.api()).customer("acme");
            customer.contract("2025-01-01T00:00:00Z", customer.aws(), "");
            customer.use("t1", "2025-01-01T00:10:00Z", 700);
            server.advanceTo("2025-01-01T03:00:00Z");
            String text = settled(server.api(), some -> some.contains("\ndownbeat_metering_deadline_margin_seconds "));
            assertThat(text).containsPattern("\ndownbeat_metering_deadline_margin_seconds [1-9]");
        }
    }

    @Test
    void the_dashboard_the_alerts_and_the_page_name_only_what_a_scrape_has_and_the_page_names_all() throws IOException {
        Set<String> shown = names(scrape);
        shown.addAll(Set.of(
                "downbeat_metering_deadline_margin_seconds",
                "downbeat_account_pace_used_ratio",
                "downbeat_circuit_open",
                // Only where events are read from Kafka; ReadFromKafkaTest scrapes such a server.
                "downbeat_kafka_lag_records",
                "downbeat_kafka_records_total",
                "downbeat_kafka_rejected_total"));
        for (String file : new String[] {"grafana-dashboard.json", "alerts.yml", "metrics.md"}) {
            assertThat(shown).as(file).containsAll(names(Files.readString(DOCS.resolve(file))));
        }
        Set<String> ours = names(scrape).stream()
                .filter(name -> name.startsWith("downbeat_") && !name.matches(".*_(bucket|count|sum|max)"))
                .collect(Collectors.toSet());
        assertThat(names(Files.readString(DOCS.resolve("metrics.md")))).containsAll(ours);
    }

    private static Set<String> names(String text) {
        Stream<String> found = NAME.matcher(text).results().map(MatchResult::group);
        return found.collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.downbeat.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.downbeat.testing.CapturedLog;
import io.downbeat.testing.RawHttp;
import io.downbeat.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request can be found in the log by what its answer carried. */
class RequestIdTest {
    private static final String TOKEN = "Authorization: Bearer " + TestServer.TOKEN;

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private static RawHttp.Answer ask(String method, String path, String... headers) {
        try (RawHttp http = new RawHttp(server.api().uri())) {
            return http.head(method, path, headers).answer();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health, 200",
        "GET, /downbeat/v1/clock, 200",
        "GET, /v1/nonsense, 404",
        "DELETE, /downbeat/v1/clock, 405",
        "POST, /v1/credits/createGrant, 501",
        "GET, /v1/customers?next_page=%ff, 400",
        "GET, /%ff%fe, 400",
        "GET, /v1/%, 400",
    })
    void every_answer_carries_an_id(String method, String path, int status) {
        RawHttp.Answer answer = ask(method, path, TOKEN);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("X-Request-Id").orElseThrow()).matches("[0-9a-f]{16}");
    }

    @Test
    void a_refusal_at_the_door_carries_an_id() {
        assertThat(ask("GET", "/v1/customers").header("X-Request-Id")).isPresent();
        RawHttp.Answer tooLarge = ask("POST", "/v1/customers", TOKEN, "Content-Length: 94371840");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.header("X-Request-Id")).isPresent();
    }

    @Test
    void two_requests_on_one_connection_have_two_ids() {
        try (RawHttp http = new RawHttp(server.api().uri())) {
            String first =
                    http.head("GET", "/health").answer().header("X-Request-Id").orElseThrow();
            String second =
                    http.head("GET", "/health").answer().header("X-Request-Id").orElseThrow();
            assertThat(second).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "order-17.retry_2", "0123456789012345678901234567890123456789012345678901234567890123"})
    void what_the_client_calls_its_request_is_kept(String given) {
        assertThat(ask("GET", "/health", "X-Request-Id: " + given).header("X-Request-Id"))
                .contains(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01234567890123456789012345678901234567890123456789012345678901234",
                "a b",
                "a\tb",
                "<script>",
                "%0aWARN",
                "\u00e4"
            })
    void what_could_not_stand_in_a_log_is_replaced(String given) {
        assertThat(ask("GET", "/health", "X-Request-Id: " + given)
                        .header("X-Request-Id")
                        .orElseThrow())
                .matches("[0-9a-f]{16}");
    }

    @Test
    void what_is_logged_while_a_request_is_served_carries_its_id_and_nothing_else_does() throws Exception {
        try (CapturedLog log = new CapturedLog();
                var connection = server.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE customer RENAME TO customer_away");
            RawHttp.Answer answer = ask("GET", "/v1/customers", TOKEN, "X-Request-Id: find-me");
            statement.execute("ALTER TABLE customer_away RENAME TO customer");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("X-Request-Id")).contains("find-me");
            assertThat(log.events())
                    .filteredOn(event -> event.getFormattedMessage().startsWith("GET /v1/customers failed"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getMDCPropertyMap()).containsEntry("request_id", "find-me"));
            assertThat(log.events())
                    .filteredOn(event -> !event.getFormattedMessage().startsWith("GET /v1/customers failed"))
                    .allSatisfy(event -> assertThat(event.getMDCPropertyMap()).doesNotContainKey("request_id"));
        }
    }

    @Test
    void a_line_of_the_log_shows_the_id_where_there_is_one() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator logback = new JoranConfigurator();
        logback.setContext(context);
        logback.doConfigure(RequestIdTest.class.getResource("/logback.xml"));
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Encoder<ILoggingEvent> encoder = ((ConsoleAppender<ILoggingEvent>) root.getAppender("stderr")).getEncoder();

        assertThat(lines(encoder, root, Map.of("request_id", "abc"), Map.of()))
                .satisfiesExactly(
                        with -> assertThat(with).endsWith("WARN  ROOT [abc] - said\n"),
                        without -> assertThat(without).endsWith("WARN  ROOT - said\n"));
        context.stop();
    }

    @SafeVarargs
    private static List<String> lines(
            Encoder<ILoggingEvent> encoder, ch.qos.logback.classic.Logger logger, Map<String, String>... contexts) {
        return java.util.Arrays.stream(contexts)
                .map(context -> {
                    var event = new LoggingEvent(
                            "", logger, ch.qos.logback.classic.Level.WARN, "said", null, new Object[0]);
                    event.setMDCPropertyMap(context);
                    return new String(encoder.encode(event), StandardCharsets.UTF_8);
                })
                .toList();
    }
}

package io.downbeat.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.ServerProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The log as JSON: an object a line that any reader takes, and no credential in it. */
class JsonLineTest {
    private static final String SECRET = "S3CR3Tvalue0123456789";

    @Test
    void a_failure_is_one_line_with_its_request_and_its_stack_trace_and_without_its_secret() {
        var failure = new IllegalArgumentException(
                "invalid header value: \"Bearer " + SECRET + "\"",
                new IllegalStateException("client_secret=" + SECRET));
        String line = line("json", "it failed with {\"access_token\": \"" + SECRET + "\"}\nagain", failure);
        assertThat(line).doesNotContain(SECRET).endsWith("\n");
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode read = Json.read(line);
        assertThat(read.get("log.level").stringValue()).isEqualTo("ERROR");
        assertThat(read.get("message").stringValue())
                .startsWith("it failed with")
                .endsWith("\nagain");
        assertThat(read.get("request_id").stringValue()).isEqualTo("abc");
        assertThat(read.get("error.type").stringValue()).isEqualTo(IllegalArgumentException.class.getName());
        assertThat(read.get("error.stack_trace").stringValue()).contains("IllegalStateException", "at io.downbeat");
    }

    @Test
    void whatever_else_is_set_is_text() {
        assertThat(line("jsom", "hello", null)).isEqualTo("ERROR hello");
    }

    @Test
    void the_setting_chooses_the_form_of_a_servers_log() {
        var ended = ServerProcess.run(
                "serve",
                List.of(),
                Map.of("DOWNBEAT_LOG_FORMAT", "json", "DOWNBEAT_EVENT_KEPT", "P40D", "DOWNBEAT_EVENTS_KEPT", "P1D"));
        assertThat(ended.output().lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("{\"@timestamp\":").contains("DOWNBEAT_EVENT_KEPT"));
    }

    private static String line(String format, String message, Throwable failure) {
        var logger = (Logger) LoggerFactory.getLogger(JsonLineTest.class);
        var layout = new MaskingLayout();
        layout.setContext(logger.getLoggerContext());
        layout.setPattern("%level %msg");
        layout.setFormat(format);
        layout.start();
        var event = new LoggingEvent(JsonLineTest.class.getName(), logger, Level.ERROR, message, failure, null);
        event.setMDCPropertyMap(Map.of("request_id", "abc"));
        return layout.doLayout(event);
    }
}

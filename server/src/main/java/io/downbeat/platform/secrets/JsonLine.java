package io.downbeat.platform.secrets;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An event of the log as one JSON object, in the names of the Elastic Common Schema; each text is masked by itself. */
final class JsonLine {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonLine() {}

    static String of(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("@timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        line.put("log.level", event.getLevel().toString());
        line.put("log.logger", event.getLoggerName());
        line.put("process.thread.name", event.getThreadName());
        line.put("message", SecretMask.of(event.getFormattedMessage()));
        event.getMDCPropertyMap().forEach((name, value) -> line.put(name, SecretMask.of(value)));
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            line.put("error.type", failure.getClassName());
            line.put("error.message", masked(failure.getMessage()));
            line.put("error.stack_trace", masked(ThrowableProxyUtil.asString(failure)));
        }
        line.put("ecs.version", "8.11");
        return MAPPER.writeValueAsString(line) + "\n";
    }

    private static String masked(@Nullable String text) {
        return text == null ? "" : SecretMask.of(text);
    }
}

package io.downbeat.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer of the sandbox, whether it leaves through its own port or through the main server. */
public record SandboxAnswer(int status, Map<String, String> headers, byte[] body) {
    public SandboxAnswer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final HTTP status: " + status);
        }
        headers = Map.copyOf(headers);
    }

    public static SandboxAnswer json(int status, Object body) {
        return new SandboxAnswer(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    public static SandboxAnswer text(int status, String contentType, String body) {
        return new SandboxAnswer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    public SandboxAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new SandboxAnswer(status, more, body);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}

package io.downbeat.platform.callers;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The answer to a request that is refused before any handler sees it. */
public final class EarlyRefusal {
    private EarlyRefusal() {}

    /** @param message a sentence of ours, without quotes or anything that a client sent */
    public static void write(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(body(message).getBytes(StandardCharsets.UTF_8));
    }

    /** @param message a sentence of ours, without quotes or anything that a client sent */
    public static String body(String message) {
        // The id may be what the client sent, but only letters, digits and a few signs of it.
        String request = Origin.requestOfThread()
                .map(id -> ",\"request_id\":\"" + id + "\"")
                .orElse("");
        return "{\"message\":\"" + message + "\"" + request + "}";
    }
}

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
        response.getOutputStream().write(("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}

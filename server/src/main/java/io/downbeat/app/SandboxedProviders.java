package io.downbeat.app;

import io.downbeat.platform.http.RequestBytes;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.http.SandboxAnswer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The simulators inside {@code serve --sandbox}: every provider's address points at them, and their control endpoints
 * are served on this port too.
 */
@RestController
final class SandboxedProviders {
    private final Sandbox sandbox;

    SandboxedProviders(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @RequestMapping("/sandbox/**")
    ResponseEntity<byte[]> control(HttpServletRequest request) throws IOException {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        SandboxAnswer answer =
                sandbox.control(request.getMethod(), request.getRequestURI() + query, RequestBytes.read(request));
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body());
    }
}

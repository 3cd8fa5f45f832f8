package io.downbeat.app;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.SandboxAnswer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The simulators inside {@code serve --sandbox}: every provider points at them, and their doors are open here too. */
@RestController
final class SandboxedProviders {
    private final Sandbox sandbox;

    SandboxedProviders(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** The settings that point every provider at a sandbox. */
    static Map<String, String> settings(URI sandbox) {
        return new TreeMap<>(Map.of(
                "DOWNBEAT_STRIPE_API_BASE", sandbox + "/stripe",
                "DOWNBEAT_NETSUITE_API_BASE", sandbox + "/netsuite",
                "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_AZURE_API_BASE", sandbox + "/azure",
                "DOWNBEAT_AZURE_LOGIN_BASE", sandbox + "/azure",
                "DOWNBEAT_GCP_API_BASE", sandbox + "/gcp",
                "DOWNBEAT_TACKLE_API_BASE", sandbox + "/tackle",
                "DOWNBEAT_SQS_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_SNS_ENDPOINT", sandbox + "/aws",
                "DOWNBEAT_STS_ENDPOINT", sandbox + "/aws"));
    }

    @RequestMapping("/sandbox/**")
    ResponseEntity<byte[]> control(HttpServletRequest request) throws IOException {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        SandboxAnswer answer = sandbox.control(
                request.getMethod(),
                request.getRequestURI() + query,
                request.getInputStream().readAllBytes());
        return ResponseEntity.status(answer.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body());
    }
}

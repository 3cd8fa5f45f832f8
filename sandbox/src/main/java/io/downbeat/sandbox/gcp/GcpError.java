package io.downbeat.sandbox.gcp;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.util.Map;

/** A refusal of a Google API, in its words. */
final class GcpError extends RuntimeException {
    private final int status;
    private final String code;

    GcpError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static GcpError invalid(String message) {
        return new GcpError(400, "INVALID_ARGUMENT", message);
    }

    static GcpError unauthenticated() {
        return new GcpError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }

    static GcpError denied(String message) {
        return new GcpError(403, "PERMISSION_DENIED", message);
    }

    static GcpError of(FaultKind kind) {
        return switch (kind) {
            case RATE_LIMITED, THROTTLED -> new GcpError(429, "RESOURCE_EXHAUSTED", "Quota exceeded.");
            case UNAVAILABLE -> new GcpError(503, "UNAVAILABLE", "The service is currently unavailable.");
            case UNAUTHORIZED -> denied("The caller does not have permission.");
            case BAD_REQUEST -> invalid("Refused by a fault of the sandbox.");
            default -> new GcpError(500, "INTERNAL", "Internal error encountered.");
        };
    }

    SandboxAnswer answer() {
        return SandboxAnswer.json(
                status,
                Map.of("error", Map.of("code", status, "message", String.valueOf(getMessage()), "status", code)));
    }

    /** The same as an OAuth endpoint says it. */
    SandboxAnswer oauth(String error) {
        return SandboxAnswer.json(status, Map.of("error", error, "error_description", String.valueOf(getMessage())));
    }
}

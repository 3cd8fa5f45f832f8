package io.downbeat.sandbox.azure;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.util.List;
import java.util.Map;

/** A refusal of Azure's marketplace API, in its words. */
final class AzureError extends RuntimeException {
    private final int status;
    private final String code;

    AzureError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static AzureError unauthorized() {
        return new AzureError(401, "Unauthorized", "The authorization token is invalid or has expired.");
    }

    static AzureError of(FaultKind kind) {
        return switch (kind) {
            case RATE_LIMITED, THROTTLED -> new AzureError(429, "TooManyRequests", "Rate limit is exceeded.");
            case UNAVAILABLE -> new AzureError(503, "ServiceUnavailable", "The service is unavailable.");
            case UNAUTHORIZED -> new AzureError(403, "Forbidden", "User is not allowed authorized to call this");
            case BAD_REQUEST -> new AzureError(400, "BadArgument", "Refused by a fault of the sandbox.");
            default -> new AzureError(500, "InternalServerError", "An internal error has occurred.");
        };
    }

    String code() {
        return code;
    }

    /** One event's status in the answer to a batch. */
    Map<String, Object> nested() {
        return Map.of("code", code, "message", String.valueOf(getMessage()), "target", "usageEventRequest");
    }

    SandboxAnswer answer() {
        return status == 400
                ? SandboxAnswer.json(
                        400,
                        Map.of(
                                "code",
                                "BadArgument",
                                "message",
                                "One or more errors have occurred.",
                                "target",
                                "usageEventRequest",
                                "details",
                                List.of(nested())))
                : SandboxAnswer.json(status, Map.of("code", code, "message", String.valueOf(getMessage())));
    }
}

package io.downbeat.sandbox.netsuite;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal of NetSuite's REST services, worded as they do. */
final class NetsuiteError extends RuntimeException {
    private final int status;
    private final String code;
    private final @Nullable String path;

    NetsuiteError(int status, String code, String detail, @Nullable String path) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.path = path;
    }

    static NetsuiteError user(String detail) {
        return new NetsuiteError(400, "USER_ERROR", "Error while accessing a resource. " + detail, null);
    }

    static NetsuiteError content(String detail, String path) {
        return new NetsuiteError(400, "INVALID_CONTENT", detail, path);
    }

    static NetsuiteError field(String value, String field, String path) {
        return content(
                "Error while accessing a resource. You have entered an Invalid Field Value " + value
                        + " for the following field: " + field,
                path);
    }

    /** What NetSuite says of a customer of another subsidiary. */
    static NetsuiteError foreign(String entity, String subsidiary) {
        return new NetsuiteError(
                400,
                "INVALID_KEY_OR_REF",
                "Error while accessing a resource. Invalid entity reference key " + entity + " for subsidiary "
                        + subsidiary + ".",
                "entity");
    }

    static NetsuiteError absent() {
        return new NetsuiteError(
                404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.", null);
    }

    static NetsuiteError exists() {
        return user("This record already exists.");
    }

    static NetsuiteError login() {
        return new NetsuiteError(
                401,
                "INVALID_LOGIN",
                "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI.",
                null);
    }

    static NetsuiteError tooMany() {
        return new NetsuiteError(
                429,
                "CONCURRENCY_LIMIT_EXCEEDED",
                "Concurrent request limit exceeded. Request blocked. Try again later.",
                null);
    }

    /** What a fault of the wire looks like at NetSuite. */
    static NetsuiteError of(FaultKind kind) {
        return switch (kind) {
            case RATE_LIMITED, THROTTLED -> tooMany();
            case UNAVAILABLE ->
                new NetsuiteError(503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable.", null);
            case UNAUTHORIZED -> login();
            case BAD_REQUEST -> user("Refused by a fault of the sandbox.");
            default ->
                new NetsuiteError(500, "UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: sandbox", null);
        };
    }

    SandboxAnswer answer() {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("detail", String.valueOf(getMessage()));
        detail.put("o:errorCode", code);
        if (path != null) {
            detail.put("o:errorPath", path);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html");
        body.put("title", title());
        body.put("status", status);
        body.put("o:errorDetails", List.of(detail));
        return new SandboxAnswer(
                status, Map.of("Content-Type", "application/vnd.oracle.resource+json; type=error"), Json.bytes(body));
    }

    private String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}

package io.downbeat.platform.http;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The request cannot be served as it stands, and nothing was changed. The one refusal type of the API: its message is
 * a stable sentence that names the field and the way out, and becomes {@code {"message": ...}}.
 */
public final class Refused extends RuntimeException {
    private final int status;
    private final @Nullable String code;
    private final boolean retryMayHelp;
    private final Map<String, String> members;

    private Refused(int status, @Nullable String code, String message, boolean retryMayHelp) {
        this(status, code, message, retryMayHelp, Map.of());
    }

    private Refused(
            int status, @Nullable String code, String message, boolean retryMayHelp, Map<String, String> members) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryMayHelp = retryMayHelp;
        this.members = Map.copyOf(members);
    }

    /** 400: the request is wrong in a field. {@code field} is a path such as {@code data[0].billing_provider}. */
    public static Refused invalid(String field, String why) {
        return new Refused(400, null, field.isEmpty() ? why : field + ": " + why, false);
    }

    /** 400: the request is well formed but what it asks for is not allowed as things stand. */
    public static Refused rule(String why) {
        return new Refused(400, null, why, false);
    }

    /** 400 with the {@code code} some v2 operations carry, such as {@code ContractNotFound}. */
    public static Refused coded(String code, String message) {
        return new Refused(400, code, message, false);
    }

    public static Refused unauthorized(String message) {
        return new Refused(401, null, message, false);
    }

    public static Refused notFound(String message) {
        return new Refused(404, null, message, false);
    }

    /** 409 that no retry can mend: the clients are told so by {@code x-should-retry: false}. */
    public static Refused conflict(String message) {
        return new Refused(409, null, message, false);
    }

    /** 409 as some operations say it: with the id of what holds the value already, and the value. */
    public static Refused conflict(String message, UUID conflicting, String value) {
        return new Refused(
                409,
                null,
                message,
                false,
                Map.of("conflicting_id", conflicting.toString(), "conflicting_value", value));
    }

    /** 409 that passes: the same request may succeed in a moment. */
    public static Refused busy(String message) {
        return new Refused(409, null, message, true);
    }

    /** 408: the body came too slowly, and was not waited for any longer. */
    public static Refused tooSlow(String message) {
        return new Refused(408, null, message, true);
    }

    /** 413: the body is larger than this server reads. */
    public static Refused tooLarge(String message) {
        return new Refused(413, null, message, false);
    }

    /** 415: the body is of another kind than this server reads. */
    public static Refused otherKind(String message) {
        return new Refused(415, null, message, false);
    }

    /** 422: it is so already, and asking again changes nothing. */
    public static Refused already(String message) {
        return new Refused(422, null, message, false);
    }

    /** 429: more than this server takes right now. */
    public static Refused tooMany(String message) {
        return new Refused(429, null, message, true);
    }

    /** 503: whoever may ask without a token asks more than this server has places for. */
    public static Refused overloaded(String message) {
        return new Refused(503, null, message, true);
    }

    public int status() {
        return status;
    }

    public @Nullable String code() {
        return code;
    }

    /** What the answer says beside the message. */
    public Map<String, String> members() {
        return members;
    }

    public boolean retryMayHelp() {
        return retryMayHelp;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

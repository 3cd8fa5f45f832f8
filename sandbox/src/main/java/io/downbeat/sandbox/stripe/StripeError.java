package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as Stripe words it. {@code saved} tells whether it is kept under the idempotency key: a parameter that
 * fails validation is not, a request that began to execute and failed is.
 */
final class StripeError extends RuntimeException {
    private final int status;
    private final String type;
    private final @Nullable String code;
    private final @Nullable String parameter;
    private final boolean saved;

    private StripeError(
            int status, String type, @Nullable String code, @Nullable String parameter, boolean saved, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
        this.parameter = parameter;
        this.saved = saved;
    }

    static StripeError invalid(@Nullable String code, String parameter, String message) {
        return new StripeError(400, "invalid_request_error", code, parameter, false, message);
    }

    static StripeError missing(String parameter) {
        return invalid("parameter_missing", parameter, "Missing required param: " + parameter + ".");
    }

    static StripeError noSuch(String what, String id) {
        return new StripeError(
                404,
                "invalid_request_error",
                "resource_missing",
                what.equals("invoice") ? "id" : what,
                false,
                "No such " + what + ": '" + id + "'");
    }

    /** Stripe answers 400, not 404, when the missing thing is named by a parameter. */
    static StripeError noSuchCustomer(String id) {
        return invalid("resource_missing", "customer", "No such customer: '" + id + "'");
    }

    static StripeError conflictingState(@Nullable String code, String message) {
        return new StripeError(400, "invalid_request_error", code, null, true, message);
    }

    static StripeError declined() {
        return new StripeError(402, "card_error", "card_declined", null, true, "Your card was declined.");
    }

    static StripeError actionRequired() {
        return new StripeError(
                402,
                "card_error",
                "invoice_payment_intent_requires_action",
                null,
                true,
                "Payment for this invoice requires additional user action before it can be completed successfully.");
    }

    static StripeError unauthorized() {
        return new StripeError(
                401,
                "invalid_request_error",
                null,
                null,
                false,
                "You did not provide a valid API key. Provide it in the Authorization header, using Bearer auth.");
    }

    static StripeError noAccess(String account) {
        return new StripeError(
                403,
                "invalid_request_error",
                "account_invalid",
                null,
                false,
                "The provided key 'sk_****' does not have access to account '" + account
                        + "' (or that account does not exist). Application access may have been revoked.");
    }

    static StripeError keyInUse() {
        return new StripeError(
                409,
                "idempotency_error",
                "idempotency_key_in_use",
                null,
                false,
                "There is currently another in-progress request using this Idempotent Key.");
    }

    static StripeError keyReused(String key) {
        return new StripeError(
                400,
                "idempotency_error",
                null,
                null,
                false,
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
                        + " Try using a key other than '" + key + "' if you meant to execute a different request.");
    }

    static StripeError rateLimited() {
        return new StripeError(
                429, "invalid_request_error", "rate_limit", null, false, "Too many requests in a period of time.");
    }

    static StripeError lockTimeout() {
        return new StripeError(
                429,
                "invalid_request_error",
                "lock_timeout",
                null,
                true,
                "This object cannot be accessed right now because another API request is currently accessing it.");
    }

    static StripeError server(int status) {
        return new StripeError(status, "api_error", null, null, true, "An unknown error occurred.");
    }

    static StripeError unknownUrl(Request request) {
        return new StripeError(
                404,
                "invalid_request_error",
                null,
                null,
                false,
                "Unrecognized request URL (" + request.method() + ": " + request.path() + ").");
    }

    boolean isSaved() {
        return saved;
    }

    SandboxAnswer answer() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type);
        if (code != null) {
            error.put("code", code);
            error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", getMessage());
        if (parameter != null) {
            error.put("param", parameter);
        }
        SandboxAnswer answer = SandboxAnswer.json(status, Map.of("error", error));
        return status == 429 && code != null
                ? answer.with(
                        "Stripe-Rate-Limited-Reason", code.equals("lock_timeout") ? "resource-specific" : "global-rate")
                : answer;
    }
}

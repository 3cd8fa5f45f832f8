package io.downbeat.connectors.stripe;

import io.downbeat.outbound.HttpResult;

/** Where Stripe's answers say what. */
final class StripeErrorText {
    private StripeErrorText() {}

    /** Taken, and it says what came of it: half a body says nothing. */
    static boolean isShown(HttpResult.Response came) {
        return came.isOk() && !came.json().isEmpty();
    }

    /** There is no such thing, as far as the right key can see. Stripe says it in these words; a 404 alone may be anybody's. */
    static boolean isGone(HttpResult.Response came) {
        return came.status() == 404 && code(came).equals("resource_missing") && !isOfOtherMode(came);
    }

    /** Nobody knew the address, so it was not Stripe that was asked, or not at an address of its own. */
    static boolean isNobody(HttpResult.Response came) {
        return came.status() == 404 && !code(came).equals("resource_missing");
    }

    /**
     * The object is there, and this key is of Stripe's other mode: it says nothing about the object, and the same of each.
     * Stripe has no code for it.
     */
    static boolean isOfOtherMode(HttpResult.Response came) {
        return code(came).equals("resource_missing") && error(came, "message").contains("a similar object exists in ");
    }

    static boolean isReplayed(HttpResult.Response came) {
        return came.header("Idempotent-Replayed")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /** Stripe's own word that the same request is worth another try; its absence says nothing. */
    static boolean isToRetry(HttpResult.Response came) {
        return came.header("Stripe-Should-Retry")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    static String code(HttpResult.Response came) {
        return error(came, "code");
    }

    static String type(HttpResult.Response came) {
        return error(came, "type");
    }

    static String parameter(HttpResult.Response came) {
        return error(came, "param");
    }

    /** Stripe's sentence, with its code and request id, as a person needs it. */
    static String reason(HttpResult.Response came) {
        String message = error(came, "message");
        return (message.isEmpty() ? "Stripe answered " + came.status() : message)
                + (code(came).isEmpty() ? "" : " (" + code(came) + ")")
                + (came.requestId() == null ? "" : " [" + came.requestId() + "]");
    }

    private static String error(HttpResult.Response came, String field) {
        return came.json().path("error").path(field).asString("");
    }
}

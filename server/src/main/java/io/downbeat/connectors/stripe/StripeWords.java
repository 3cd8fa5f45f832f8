package io.downbeat.connectors.stripe;

import io.downbeat.outbound.Reply;

/** Where Stripe's answers say what. */
final class StripeWords {
    private StripeWords() {}

    /** Taken, and it says what came of it: half a body says nothing. */
    static boolean isShown(Reply.Came came) {
        return came.isOk() && !came.json().isEmpty();
    }

    /** There is no such thing, as far as the right key can see. */
    static boolean isGone(Reply.Came came) {
        return came.status() == 404 && !isOfOtherMode(came);
    }

    /**
     * The object is there, and this key is of Stripe's other mode: it says nothing about the object, and the same of each.
     * Stripe has no code for it.
     */
    static boolean isOfOtherMode(Reply.Came came) {
        return code(came).equals("resource_missing") && error(came, "message").contains("a similar object exists in ");
    }

    static boolean isReplayed(Reply.Came came) {
        return came.header("Idempotent-Replayed")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    static String code(Reply.Came came) {
        return error(came, "code");
    }

    static String type(Reply.Came came) {
        return error(came, "type");
    }

    static String parameter(Reply.Came came) {
        return error(came, "param");
    }

    /** Stripe's sentence, with its code and request id, as a person needs it. */
    static String reason(Reply.Came came) {
        String message = error(came, "message");
        return (message.isEmpty() ? "Stripe answered " + came.status() : message)
                + (code(came).isEmpty() ? "" : " (" + code(came) + ")")
                + (came.requestId() == null ? "" : " [" + came.requestId() + "]");
    }

    private static String error(Reply.Came came, String field) {
        return came.json().path("error").path(field).asString("");
    }
}

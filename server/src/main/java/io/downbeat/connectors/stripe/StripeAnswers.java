package io.downbeat.connectors.stripe;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Answer.Exchange;
import io.downbeat.outbound.Reply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe's answers mean (providers.md 1.2 and 1.4). Decided by status, {@code error.code} and headers, in this
 * order; whatever is not certainly without effect counts as unknown.
 */
final class StripeAnswers {
    /** The step was done already, or the invoice moved on: what counts is what it is now. */
    private static final Set<String> MOVED_ON = Set.of(
            "invoice_not_editable",
            "invoice_already_finalized",
            "invoice_already_paid",
            "invoice_not_open",
            "status_transition_invalid");

    /** The account, whatever the invoice: all of its deliveries would meet the same. */
    private static final Set<String> ACCOUNT = Set.of("account_invalid", "testmode_charges_only");

    private static final String UNPAID = "the payment failed: ";

    private StripeAnswers() {}

    /** To a change of the bound invoice: what came of it is read from the invoice, so its answer is not. */
    static Answer ofChange(Reply reply) {
        return reply instanceof Reply.Came came && came.isOk()
                ? new Answer.Accepted(came.exchange(), null)
                : of(reply, true);
    }

    /**
     * To pay: a refusal says something about the customer's money and nothing about the delivery, which reading the
     * invoice decides.
     */
    static Answer ofPayment(Reply reply) {
        if (reply instanceof Reply.Came came && came.status() == 402) {
            return new Answer.Stale(came.exchange(), UNPAID + StripeWords.reason(came));
        }
        Answer answer = ofChange(reply);
        return answer instanceof Answer.Refusal(var exchange, String reason)
                ? new Answer.Stale(exchange, UNPAID + reason)
                : answer;
    }

    /** Whether this claim asked for the money and was refused it. */
    static boolean isUnpaid(@Nullable Answer last) {
        return last instanceof Answer.Stale(var exchange, String reason) && reason.startsWith(UNPAID);
    }

    /** @param changes the request has an effect; a read without an answer is merely a question to be asked again */
    static Answer of(Reply reply, boolean changes) {
        return switch (reply) {
            case Reply.NotSent(String why) ->
                new Answer.Again(Exchange.none(why), "Stripe could not be reached: " + why, null);
            case Reply.NoAnswer(String why) ->
                changes
                        ? new Answer.Unknown(Exchange.none(why), "Stripe did not answer: " + why)
                        : new Answer.Again(Exchange.none(why), "Stripe did not answer: " + why, null);
            case Reply.Came came -> of(came, changes);
        };
    }

    private static Answer of(Reply.Came came, boolean changes) {
        Exchange exchange = came.exchange();
        if (StripeWords.isShown(came)) {
            return new Answer.Accepted(exchange, came.json().path("id").asString(null));
        }
        if (StripeWords.isReplayed(came)) {
            // A saved error says what was, not what is; only reading tells whether the step was done.
            return new Answer.Stale(exchange, "a saved error was replayed: " + StripeWords.reason(came));
        }
        int status = came.status();
        if (status == 429) {
            return new Answer.TooFast(exchange, came.retryAfter());
        }
        if (status == 409 || status == 503) {
            return new Answer.Again(exchange, StripeWords.reason(came), came.retryAfter());
        }
        if (status == 401 || status == 403 || isAccountGone(came) || StripeWords.isOfOtherMode(came)) {
            return new Answer.Misconfigured(exchange, StripeWords.reason(came));
        }
        if (status >= 500 || status < 400) {
            return changes
                    ? new Answer.Unknown(exchange, "Stripe answered " + status + ": the outcome is not known")
                    : new Answer.Again(exchange, "Stripe answered " + status, came.retryAfter());
        }
        if (MOVED_ON.contains(StripeWords.code(came)) || StripeWords.type(came).equals("idempotency_error")) {
            return new Answer.Stale(exchange, StripeWords.reason(came));
        }
        return new Answer.Refusal(exchange, StripeWords.reason(came) + wayOut(came));
    }

    private static String wayOut(Reply.Came came) {
        boolean noCustomer = StripeWords.code(came).equals("resource_missing")
                && StripeWords.parameter(came).equals("customer");
        return noCustomer
                ? "; this Stripe account has no such customer, or not any more: make a configuration with one that it"
                        + " has, then void the invoice and regenerate it"
                : "";
    }

    private static boolean isAccountGone(Reply.Came came) {
        return ACCOUNT.contains(StripeWords.code(came))
                || came.status() == 404
                        && StripeWords.code(came).equals("resource_missing")
                        && StripeWords.parameter(came).equals("account");
    }
}

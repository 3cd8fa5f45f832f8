package io.downbeat.connectors.stripe;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Answer.Exchange;
import io.downbeat.outbound.HttpResult;
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
    static Answer ofChange(HttpResult reply) {
        if (reply instanceof HttpResult.Response came && StripeErrorText.isGone(came)) {
            return new Answer.Stale(came.exchange(), StripeErrorText.reason(came));
        }
        return reply instanceof HttpResult.Response came && came.isOk()
                ? new Answer.Accepted(came.exchange(), null)
                : of(reply, true);
    }

    /**
     * To pay: a refusal says something about the customer's money and nothing about the delivery, which reading the
     * invoice decides.
     */
    static Answer ofPayment(HttpResult reply) {
        if (reply instanceof HttpResult.Response came && came.status() == 402 && !StripeErrorText.isToRetry(came)) {
            return new Answer.Stale(came.exchange(), UNPAID + StripeErrorText.reason(came));
        }
        Answer answer = ofChange(reply);
        return answer instanceof Answer.Refusal(var exchange, String reason)
                ? new Answer.Stale(exchange, UNPAID + reason)
                : answer;
    }

    /** Whether this claim asked for the money and was refused it. */
    static boolean isUnpaid(@Nullable Answer last) {
        return last instanceof Answer.Stale(var _, String reason) && reason.startsWith(UNPAID);
    }

    /** @param changes the request has an effect; a read without an answer is merely a question to be asked again */
    static Answer of(HttpResult reply, boolean changes) {
        return switch (reply) {
            case HttpResult.NotSent(String why) ->
                new Answer.Retryable(Exchange.none(why), "Stripe could not be reached: " + why, null);
            case HttpResult.NoResponse(String why) ->
                changes
                        ? new Answer.Unknown(Exchange.none(why), "Stripe did not answer: " + why)
                        : new Answer.Retryable(Exchange.none(why), "Stripe did not answer: " + why, null);
            case HttpResult.Response came -> of(came, changes);
        };
    }

    private static Answer of(HttpResult.Response came, boolean changes) {
        Exchange exchange = came.exchange();
        if (StripeErrorText.isShown(came)) {
            return new Answer.Accepted(exchange, came.json().path("id").asString(null));
        }
        if (StripeErrorText.isReplayed(came)) {
            // A saved error says what was, not what is; only reading tells whether the step was done.
            return new Answer.Stale(exchange, "a saved error was replayed: " + StripeErrorText.reason(came));
        }
        int status = came.status();
        if (status == 429) {
            return new Answer.RateLimited(exchange, came.retryAfter());
        }
        // Of a request whose outcome is open it says no more than that its key may be used again, which a look decides.
        boolean passes = StripeErrorText.isToRetry(came) && came.isRefusal();
        if (status == 409 || status == 503 || passes) {
            return new Answer.Retryable(exchange, StripeErrorText.reason(came), came.retryAfter());
        }
        if (StripeErrorText.isNobody(came)) {
            return new Answer.Misconfigured(
                    exchange,
                    "the address that was asked is unknown there (404); see that DOWNBEAT_STRIPE_API_BASE is right and"
                            + " that nothing between here and Stripe answers in its place");
        }
        if (status == 401 || status == 403 || isAccountGone(came) || StripeErrorText.isOfOtherMode(came)) {
            return new Answer.Misconfigured(exchange, StripeErrorText.reason(came));
        }
        if (!came.isRefusal()) {
            return changes
                    ? new Answer.Unknown(exchange, "Stripe answered " + status + ": the outcome is not known")
                    : new Answer.Retryable(exchange, "Stripe answered " + status, came.retryAfter());
        }
        if (MOVED_ON.contains(StripeErrorText.code(came))
                || StripeErrorText.type(came).equals("idempotency_error")) {
            return new Answer.Stale(exchange, StripeErrorText.reason(came));
        }
        return new Answer.Refusal(exchange, StripeErrorText.reason(came) + wayOut(came));
    }

    private static String wayOut(HttpResult.Response came) {
        boolean noCustomer = StripeErrorText.code(came).equals("resource_missing")
                && StripeErrorText.parameter(came).equals("customer");
        return noCustomer
                ? "; this Stripe account has no such customer, or not any more: make a configuration with one that it"
                        + " has, then void the invoice and regenerate it"
                : "";
    }

    private static boolean isAccountGone(HttpResult.Response came) {
        return ACCOUNT.contains(StripeErrorText.code(came))
                || came.status() == 404
                        && StripeErrorText.code(came).equals("resource_missing")
                        && StripeErrorText.parameter(came).equals("account");
    }
}

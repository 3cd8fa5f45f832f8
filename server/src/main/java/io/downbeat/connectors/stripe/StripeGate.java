package io.downbeat.connectors.stripe;

import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.delivery.Receipt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Invoices whose payment gates something (docs/decisions/0014). Pure. They end in one of two ways only: Stripe shows the
 * invoice paid, or Stripe shows it void and so nothing can pay it any more. Whatever a bank says in between is no end.
 *
 * @param intent whether there is a payment intent and no invoice
 * @param onSession whether the payer is there
 * @param giveUpAt seconds since 1970 from which on nothing is asked for any more, and what is open is taken back
 * @param taxByStripe whether Stripe adds the tax; then the total without it is what was frozen
 */
record StripeGate(boolean intent, boolean onSession, long giveUpAt, boolean taxByStripe) {
    /** Stripe's webhooks wake it earlier. */
    private static final Duration ASK_AGAIN = Duration.ofHours(1);

    private static final Duration ASK_AGAIN_ON_SESSION = Duration.ofHours(6);

    boolean isOver(Instant now) {
        return now.getEpochSecond() >= giveUpAt;
    }

    /** What is to be done with a payment that Stripe knows. */
    enum Step {
        ASK_FOR_MONEY,
        TAKE_BACK,
        AWAIT
    }

    /**
     * @param intent the payment, as Stripe shows it
     * @param wasAsked whether the money was asked for, and this is what came of it
     */
    Step step(JsonNode intent, boolean wasAsked, Instant now) {
        String status = intent.path("status").asString("");
        if (StripeView.UNDER_WAY.contains(status)) {
            // Nothing takes it back, and it may arrive: only Stripe knows.
            return Step.AWAIT;
        }
        if (isOver(now)) {
            return Step.TAKE_BACK;
        }
        if (status.equals("requires_action")) {
            return Step.AWAIT;
        }
        return wasAsked ? Step.TAKE_BACK : Step.ASK_FOR_MONEY;
    }

    /** @param intent the payment, as Stripe shows it */
    NextAction await(Receipt seen, JsonNode intent, Instant now) {
        Instant again = now.plus(onSession ? ASK_AGAIN_ON_SESSION : ASK_AGAIN);
        Instant end = Instant.ofEpochSecond(giveUpAt);
        Instant until = now.isBefore(end) && end.isBefore(again) ? end : again;
        return new NextAction.AwaitPayment(until, isForThePayer(intent) ? seen.with(actionRequired(intent)) : seen);
    }

    private static boolean isForThePayer(JsonNode intent) {
        return intent.path("status").asString("").equals("requires_action");
    }

    private static PaymentAnswer actionRequired(JsonNode intent) {
        String action = intent.path("next_action").path("type").asString("");
        String why = "the payment waits for the payer" + (action.isEmpty() ? "" : ": " + action);
        return new PaymentAnswer(PaymentAnswer.Outcome.ACTION_REQUIRED, why, error(intent));
    }

    /** Shown void, or cancelled. */
    PaymentAnswer failed(JsonNode intent, Instant now) {
        PaymentAnswer.ProviderError error = error(intent);
        String said = error == null ? null : error.message();
        String why = said != null
                ? said
                : isOver(now)
                        ? "the payment was not made in time"
                        : "it was not paid at Stripe, and can be paid there no more";
        return new PaymentAnswer(PaymentAnswer.Outcome.FAILED, why, error);
    }

    private static PaymentAnswer.@Nullable ProviderError error(JsonNode intent) {
        JsonNode error = intent.path("last_payment_error");
        String id = intent.path("id").asString(null);
        return id == null
                ? null
                : new PaymentAnswer.ProviderError(
                        id,
                        error.path("type").asString(null),
                        error.path("code").asString(null),
                        error.path("decline_code").asString(null),
                        error.path("message").asString(null));
    }
}

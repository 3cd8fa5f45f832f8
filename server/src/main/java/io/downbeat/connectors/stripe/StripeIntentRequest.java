package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.hashes.Sha256;
import org.jspecify.annotations.Nullable;

/** A request about a payment intent that pays no invoice: made, and charged only once it is bound. */
sealed interface StripeIntentRequest extends StripeRequest {

    /** Charges nobody before it is confirmed. */
    record Create(String key, StripeForm form) implements StripeIntentRequest {
        static Create of(Delivery delivery, StripePayload payload) {
            var form = new StripeForm.Builder()
                    .add("amount", String.valueOf(payload.stripeTotal()))
                    .add("currency", payload.currency())
                    .add("customer", payload.customer())
                    .add("description", payload.lines().getFirst().description())
                    .add("automatic_payment_methods[enabled]", "true")
                    .add("automatic_payment_methods[allow_redirects]", "never");
            payload.metadata().forEach((name, value) -> form.add("metadata[" + name + "]", value));
            form.add("metadata[delivery_id]", delivery.id().toString());
            form.add("metadata[payload_sha256]", Sha256.hex(delivery.payload().sha256()));
            return new Create(delivery.key("intent"), form.build());
        }

        @Override
        public String name() {
            return "CREATE";
        }

        @Override
        public String path() {
            return "/v1/payment_intents";
        }

        @Override
        public Answer read(HttpResult reply) {
            Answer answer = StripeAnswers.of(reply, true);
            return answer instanceof Answer.Accepted(var exchange, String ref) && (ref == null || ref.isEmpty())
                    ? new Answer.Unknown(exchange, "Stripe's answer names no payment intent")
                    : answer;
        }
    }

    /** The key keeps a late copy from asking a declining card again; one intent succeeds at most once without it. */
    record Confirm(String intent, @Nullable String key, String paymentMethod, boolean onSession)
            implements StripeIntentRequest {
        static Confirm of(Delivery delivery, String intent, StripeGate gate, String method, boolean keyHoldsError) {
            return new Confirm(intent, keyHoldsError ? null : delivery.key("confirm"), method, gate.onSession());
        }

        @Override
        public String name() {
            return "PAY";
        }

        @Override
        public StripeForm form() {
            return new StripeForm.Builder()
                    .add("payment_method", paymentMethod)
                    .add("off_session", String.valueOf(!onSession))
                    .build();
        }

        @Override
        public String path() {
            return "/v1/payment_intents/" + StripeCalls.encoded(intent) + "/confirm";
        }

        @Override
        public Answer read(HttpResult reply) {
            return StripeAnswers.ofPayment(reply);
        }
    }

    record Cancel(String intent) implements StripeIntentRequest {
        @Override
        public String name() {
            return "CANCEL";
        }

        @Override
        public @Nullable String key() {
            return null;
        }

        @Override
        public StripeForm form() {
            return StripeForm.EMPTY;
        }

        @Override
        public String path() {
            return "/v1/payment_intents/" + StripeCalls.encoded(intent) + "/cancel";
        }

        @Override
        public boolean undoes() {
            return true;
        }

        @Override
        public Answer read(HttpResult reply) {
            return StripeAnswers.ofChange(reply);
        }
    }
}

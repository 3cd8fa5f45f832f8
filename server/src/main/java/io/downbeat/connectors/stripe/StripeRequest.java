package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.hashes.Sha256;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request of the saga: what it says, byte by byte from the frozen payload, where it goes, and how its answer is read.
 * Which keys they carry is decision 3's table.
 */
sealed interface StripeRequest extends ProviderRequest
        permits StripeRequest.Create, StripeRequest.Change, StripeIntentRequest {

    StripeForm form();

    String path();

    Answer read(HttpResult reply);

    @Override
    default byte[] request() {
        return form().bytes();
    }

    default HttpResult send(StripeCalls calls, StripeCalls.Caller caller) {
        return calls.post(caller, path(), request(), key());
    }

    record Create(String key, StripeForm form) implements StripeRequest {

        static Create of(Delivery delivery, StripePayload payload) {
            var form = new StripeForm.Builder()
                    .add("customer", payload.customer())
                    .add("currency", payload.currency())
                    .add("auto_advance", "false")
                    .add("collection_method", payload.stripeCollectionMethod())
                    .add("pending_invoice_items_behavior", "exclude");
            if (payload.daysUntilDue() != null) {
                form.add("days_until_due", String.valueOf(payload.daysUntilDue()));
            }
            if (payload.addsTax()) {
                form.add("automatic_tax[enabled]", "true");
            }
            if (payload.effectiveAt() != null) {
                form.add("effective_at", String.valueOf(payload.effectiveAt()));
            }
            payload.metadata().forEach((key, value) -> form.add("metadata[" + key + "]", value));
            form.add("metadata[delivery_id]", delivery.id().toString());
            form.add("metadata[payload_sha256]", Sha256.hex(delivery.payload().sha256()));
            return new Create(delivery.key("create"), form.build());
        }

        @Override
        public String name() {
            return "CREATE";
        }

        @Override
        public String path() {
            return "/v1/invoices";
        }

        /** A 200 without an id cannot be bound, so it is asked for like any lost answer. */
        @Override
        public Answer read(HttpResult reply) {
            Answer answer = StripeAnswers.of(reply, true);
            return answer instanceof Answer.Accepted(var exchange, String ref) && (ref == null || ref.isEmpty())
                    ? new Answer.Unknown(exchange, "Stripe's answer names no invoice")
                    : answer;
        }
    }

    /** To the bound invoice. Without a key: Stripe's status makes it repeatable, unless it says otherwise. */
    sealed interface Change extends StripeRequest {

        /** Stripe's id of the bound invoice. */
        String invoice();

        @Override
        default @Nullable String key() {
            return null;
        }

        @Override
        default StripeForm form() {
            return StripeForm.EMPTY;
        }

        @Override
        default String path() {
            return "/v1/invoices/" + StripeCalls.encoded(invoice());
        }

        @Override
        default Answer read(HttpResult reply) {
            return StripeAnswers.ofChange(reply);
        }
    }

    record AddLines(String invoice, String key, StripeForm form) implements Change {

        static AddLines of(Delivery delivery, String invoice, StripePayload payload, int batch) {
            var form = new StripeForm.Builder();
            List<StripePayload.Line> lines = payload.batch(batch);
            for (int i = 0; i < lines.size(); i++) {
                StripePayload.Line line = lines.get(i);
                String prefix = "lines[" + i + "]";
                form.add(prefix + "[amount]", String.valueOf(line.amount()));
                form.add(prefix + "[description]", line.description());
                form.add(prefix + "[period][start]", String.valueOf(line.start()));
                form.add(prefix + "[period][end]", String.valueOf(line.end()));
                form.add(prefix + "[metadata][line_id]", line.id());
                form.add(prefix + "[metadata][metronome_id]", payload.invoiceId());
            }
            return new AddLines(invoice, delivery.key("lines") + ":" + batch, form.build());
        }

        @Override
        public String name() {
            return "LINES";
        }

        @Override
        public String path() {
            return Change.super.path() + "/add_lines";
        }
    }

    /** A saved error under a key could block it for a day. */
    record FinalizeInvoice(String invoice) implements Change {
        @Override
        public String name() {
            return "FINALIZE";
        }

        @Override
        public StripeForm form() {
            return StripeForm.of("auto_advance", "false");
        }

        @Override
        public String path() {
            return Change.super.path() + "/finalize";
        }
    }

    record Release(String invoice) implements Change {
        @Override
        public String name() {
            return "RELEASE";
        }

        @Override
        public StripeForm form() {
            return StripeForm.of("auto_advance", "true");
        }
    }

    /**
     * Pays through the one payment that finalizing made, so that no second can exist. The key keeps a late copy from
     * asking a declining card again; without it once a saved error is replayed, and then Stripe's status decides alone.
     */
    record Pay(String invoice, @Nullable String key, boolean onSession) implements Change {

        static Pay of(Delivery delivery, StripePayload payload, boolean keyHoldsError) {
            return new Pay(
                    Objects.requireNonNull(delivery.providerRef()),
                    keyHoldsError ? null : delivery.key("pay"),
                    payload.gate() != null && payload.gate().onSession());
        }

        @Override
        public String name() {
            return "PAY";
        }

        @Override
        public StripeForm form() {
            return StripeForm.of("off_session", String.valueOf(!onSession));
        }

        @Override
        public String path() {
            return Change.super.path() + "/pay";
        }

        @Override
        public Answer read(HttpResult reply) {
            return StripeAnswers.ofPayment(reply);
        }
    }

    record Delete(String invoice, boolean discards) implements Change {
        /** Of a draft with which nothing is wrong but that it is not wanted. */
        static Delete of(String invoice) {
            return new Delete(invoice, false);
        }

        @Override
        public String name() {
            return "DELETE";
        }

        @Override
        public boolean undoes() {
            return true;
        }

        @Override
        public HttpResult send(StripeCalls calls, StripeCalls.Caller caller) {
            return calls.delete(caller, path());
        }
    }

    record VoidInvoice(String invoice, boolean discards) implements Change {
        /** Of an invoice with which nothing is wrong but that it is not wanted. */
        static VoidInvoice of(String invoice) {
            return new VoidInvoice(invoice, false);
        }

        @Override
        public String name() {
            return "VOID";
        }

        @Override
        public boolean undoes() {
            return true;
        }

        @Override
        public String path() {
            return Change.super.path() + "/void";
        }
    }
}

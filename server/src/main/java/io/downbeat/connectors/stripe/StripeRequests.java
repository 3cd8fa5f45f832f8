package io.downbeat.connectors.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.Hashes;
import io.downbeat.delivery.ProviderRequest;
import java.net.URLEncoder;
import java.util.List;

/** The requests of the saga, byte by byte from the frozen payload. Which keys they carry is decision 3's table. */
final class StripeRequests {
    static final String CREATE = "CREATE";
    static final String LINES = "LINES";
    static final String FINALIZE = "FINALIZE";
    static final String RELEASE = "RELEASE";
    static final String PAY = "PAY";
    static final String DELETE = "DELETE";
    static final String VOID = "VOID";

    private static final byte[] NOTHING = {};

    private StripeRequests() {}

    static ProviderRequest create(Delivery delivery, StripePayload payload) {
        Form form = new Form()
                .add("customer", payload.customer())
                .add("currency", payload.currency())
                .add("auto_advance", "false")
                .add("collection_method", payload.stripeCollectionMethod())
                .add("pending_invoice_items_behavior", "exclude");
        if (payload.daysUntilDue() != null) {
            form.add("days_until_due", String.valueOf(payload.daysUntilDue()));
        }
        if (payload.effectiveAt() != null) {
            form.add("effective_at", String.valueOf(payload.effectiveAt()));
        }
        payload.metadata().forEach((key, value) -> form.add("metadata[" + key + "]", value));
        form.add("metadata[delivery_id]", delivery.id().toString());
        form.add("metadata[payload_sha256]", Hashes.hex(delivery.payload().sha256()));
        return new ProviderRequest(CREATE, delivery.key("create"), form.bytes(), false);
    }

    static ProviderRequest lines(Delivery delivery, StripePayload payload, int batch) {
        Form form = new Form();
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
        return new ProviderRequest(LINES, delivery.key("lines") + ":" + batch, form.bytes(), false);
    }

    /** No key: Stripe's status makes it repeatable, and a saved error under a key could block it for a day. */
    static ProviderRequest finalizeInvoice() {
        return new ProviderRequest(
                FINALIZE, null, new Form().add("auto_advance", "false").bytes(), false);
    }

    static ProviderRequest release() {
        return new ProviderRequest(
                RELEASE, null, new Form().add("auto_advance", "true").bytes(), false);
    }

    /**
     * Pays through the one payment that finalizing made, so that no second can exist. The key keeps a late copy from
     * asking a declining card again; without it once a saved error is replayed, and then Stripe's status decides alone.
     */
    static ProviderRequest pay(Delivery delivery, boolean keyHoldsError) {
        byte[] form = new Form().add("off_session", "true").bytes();
        return new ProviderRequest(PAY, keyHoldsError ? null : delivery.key("pay"), form, false);
    }

    static ProviderRequest delete() {
        return new ProviderRequest(DELETE, null, NOTHING, true);
    }

    static ProviderRequest voidInvoice() {
        return new ProviderRequest(VOID, null, NOTHING, true);
    }

    private static final class Form {
        private final StringBuilder text = new StringBuilder();

        Form add(String name, String value) {
            if (!text.isEmpty()) {
                text.append('&');
            }
            text.append(URLEncoder.encode(name, UTF_8)).append('=').append(URLEncoder.encode(value, UTF_8));
            return this;
        }

        byte[] bytes() {
            return text.toString().getBytes(UTF_8);
        }
    }
}

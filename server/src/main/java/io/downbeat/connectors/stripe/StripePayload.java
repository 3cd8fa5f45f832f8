package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The frozen content of a delivery to Stripe; all requests are made from it alone.
 *
 * @param invoiceId ours
 * @param total as the API counts (USD in cents)
 * @param stripeTotal the sum of the lines in the currency's smallest unit
 * @param collectionMethod as the billing provider configuration says it, in the API's words
 * @param leaveInDraft ends as a draft: Stripe is never asked to finalize or collect
 * @param effectiveAt seconds since 1970
 * @param gate of an invoice whose payment gates something; {@code null} for every other one
 * @param taxProvider who adds the tax, as the billing provider configuration says it; {@code null} for nobody, and where the
 *     gate says it
 */
record StripePayload(
        String invoiceId,
        BigDecimal total,
        String currency,
        long stripeTotal,
        String customer,
        @Nullable String account,
        String collectionMethod,
        @Nullable Integer daysUntilDue,
        boolean leaveInDraft,
        @Nullable Long effectiveAt,
        Map<String, String> metadata,
        List<Line> lines,
        @Nullable StripeGate gate,
        @Nullable String taxProvider) {
    static final int LINES_PER_BATCH = 100;
    /** The key under which Stripe's metadata say what of the total is tax that the caller computed, in the smallest unit. */
    static final String TAX = "downbeat_tax_amount";

    /** As {@code tax_provider} of a configuration: Stripe itself. */
    static final String STRIPE = "stripe";

    /**
     * A claim asks for it at each turn, some sixteen times. Found by the very array that was read with the row (arrays are
     * equal to nothing but themselves) and forgotten with it, so it can say nothing but what was frozen.
     */
    private static final Map<byte[], StripePayload> PARSED = Collections.synchronizedMap(new WeakHashMap<>());

    StripePayload {
        metadata = Collections.unmodifiableMap(metadata);
        lines = List.copyOf(lines);
    }

    /**
     * @param id ours; Stripe's copy carries it in its metadata, so that a doubled line is seen
     * @param amount in the smallest unit, negative for a credit
     * @param start seconds since 1970, one second later for each line, so that Stripe shows them in our order
     */
    record Line(String id, long amount, String description, long start, long end) {}

    /** Who asks for the money once the invoice is verified. */
    enum Collection {
        /** Stripe itself, from the release on. */
        STRIPE,
        /** We, once, through the payment that Stripe made when the invoice was finalized. */
        WE,
        /** The seller, by that same payment, whenever they like. */
        SELLER
    }

    /** The id of the line that stands for tax which the caller computed. */
    static String taxLine(String invoice) {
        return invoice + "-tax";
    }

    /** What of the total is tax that the caller computed; zero for none. */
    long tax() {
        return lines.stream()
                .filter(line -> line.id().equals(taxLine(invoiceId)))
                .mapToLong(Line::amount)
                .sum();
    }

    /** Whether Stripe adds the tax; then the total without it is what was frozen. */
    boolean addsTax() {
        return gate == null ? STRIPE.equals(taxProvider) : gate.taxByStripe();
    }

    Collection collection() {
        return switch (collectionMethod) {
            case "auto_charge_payment_intent" -> Collection.WE;
            case "manually_charge_payment_intent" -> Collection.SELLER;
            default -> Collection.STRIPE;
        };
    }

    /** Stripe knows two methods; who charges by a payment intent is between the seller and us. */
    String stripeCollectionMethod() {
        return switch (collection()) {
            case STRIPE -> collectionMethod;
            case WE -> "charge_automatically";
            case SELLER -> "send_invoice";
        };
    }

    static StripePayload of(Delivery delivery) {
        byte[] frozen = delivery.payload().bytes();
        StripePayload known = PARSED.get(frozen);
        if (known != null) {
            return known;
        }
        StripePayload parsed = Json.MAPPER.readValue(frozen, StripePayload.class);
        PARSED.put(frozen, parsed);
        return parsed;
    }

    byte[] bytes() {
        return Json.MAPPER.writeValueAsBytes(this);
    }

    int batches() {
        return (lines.size() + LINES_PER_BATCH - 1) / LINES_PER_BATCH;
    }

    /** Cut once, by position: a batch is the same lines on every attempt. */
    List<Line> batch(int number) {
        int from = number * LINES_PER_BATCH;
        return lines.subList(from, Math.min(lines.size(), from + LINES_PER_BATCH));
    }
}

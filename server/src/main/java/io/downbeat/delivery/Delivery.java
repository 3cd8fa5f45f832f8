package io.downbeat.delivery;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One delivery as the claiming server holds it. Route and payload were frozen when the invoice was finalized and never
 * change; what changes is written by the engine only, under the fence.
 *
 * @param accountKey the outside account: pacing and the circuit are per account
 * @param orderKey deliveries with the same key go one at a time; {@code null} for no such rule
 * @param payload the frozen bytes: a JSON object in UTF-8 with at least {@code invoice_id} and {@code total}
 * @param total the invoice's total in the API's units (USD in cents)
 * @param generation part of every idempotency key; grows only after the provider was asked and showed that nothing of
 *     the old generation lives
 * @param fence which claim this is; a write under an older one changes nothing
 * @param providerRef the one object at the provider that this delivery is bound to
 * @param mayExist a request of this generation went out that may have made something at the provider
 * @param undoneRef the object whose undoing we announced last (void, delete): tells our void from somebody else's
 * @param generationSentAt business time of the first send of this generation
 * @param firstSendAt business time of the first send ever
 * @param lastSendAt business time of the last send: the quiet time counts from here
 * @param failures consecutive failures, for the backoff
 * @param deadlineAt after this the provider does not take it any more
 */
public record Delivery(
        DeliveryId id,
        InvoiceId invoice,
        CustomerId customer,
        ContractId contract,
        ConfigurationId configuration,
        BillingProvider provider,
        DeliveryMethodId deliveryMethod,
        DeliveryMethodType method,
        String accountKey,
        @Nullable String orderKey,
        byte[] payload,
        byte[] payloadSha256,
        BigDecimal total,
        Purpose purpose,
        DeliveryState state,
        int generation,
        long fence,
        @Nullable String providerRef,
        boolean mayExist,
        @Nullable String undoneRef,
        @Nullable Instant generationSentAt,
        @Nullable Instant firstSendAt,
        @Nullable Instant lastSendAt,
        int attempts,
        int failures,
        Instant createdAt,
        @Nullable Instant deadlineAt) {

    public Invoice.Ref invoiceRef() {
        return new Invoice.Ref(customer, invoice);
    }

    /** Nothing was ever sent, so there is nothing to ask the provider about. */
    public boolean isUntouched() {
        return providerRef == null && !mayExist;
    }

    /** {@code delivery:step:generation}, the form of every idempotency key. */
    public String key(String step) {
        return id + ":" + step + ":" + generation;
    }

    public Delivery announced(ProviderRequest step, Instant now) {
        return moved(
                generation,
                providerRef,
                true,
                step.undoes() ? providerRef : undoneRef,
                generationSentAt == null ? now : generationSentAt,
                firstSendAt == null ? now : firstSendAt,
                now);
    }

    public Delivery withMayExist(boolean may) {
        return moved(generation, providerRef, may, undoneRef, generationSentAt, firstSendAt, lastSendAt);
    }

    public Delivery bound(@Nullable String ref) {
        return moved(generation, ref, mayExist, undoneRef, generationSentAt, firstSendAt, lastSendAt);
    }

    public Delivery nextGeneration() {
        return moved(generation + 1, null, false, undoneRef, null, firstSendAt, lastSendAt);
    }

    /** The same delivery with what a claim may change; route, payload and fence stay. */
    private Delivery moved(
            int generation,
            @Nullable String providerRef,
            boolean mayExist,
            @Nullable String undoneRef,
            @Nullable Instant generationSentAt,
            @Nullable Instant firstSendAt,
            @Nullable Instant lastSendAt) {
        return new Delivery(
                id,
                invoice,
                customer,
                contract,
                configuration,
                provider,
                deliveryMethod,
                method,
                accountKey,
                orderKey,
                payload,
                payloadSha256,
                total,
                purpose,
                state,
                generation,
                fence,
                providerRef,
                mayExist,
                undoneRef,
                generationSentAt,
                firstSendAt,
                lastSendAt,
                attempts,
                failures,
                createdAt,
                deadlineAt);
    }
}

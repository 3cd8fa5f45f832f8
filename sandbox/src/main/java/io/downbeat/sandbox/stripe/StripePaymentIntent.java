package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payment that Stripe itself makes when it finalizes an invoice, and with which that invoice is paid. Customers whose
 * id begins with {@code cus_declined}, {@code cus_unpayable} (no payment method), {@code cus_processing} (a bank debit)
 * or {@code cus_action} (the bank asks the customer) pay as the name says. Guarded by {@link StripeSandbox}.
 */
final class StripePaymentIntent {
    enum Status {
        REQUIRES_PAYMENT_METHOD,
        REQUIRES_ACTION,
        PROCESSING,
        SUCCEEDED,
        CANCELED
    }

    final String id;
    private final Bill bill;
    private final Instant created;
    private Status status = Status.REQUIRES_PAYMENT_METHOD;
    private @Nullable String lastError;
    private int attempts;
    private int successes;
    private boolean requested;
    private final Map<String, String> metadata;

    StripePaymentIntent(Bill bill, Instant created) {
        this(bill, Map.of(), created);
    }

    /** One that pays no invoice. */
    StripePaymentIntent(Bill bill, Map<String, String> metadata, Instant created) {
        this.metadata = Map.copyOf(metadata);
        this.id = "pi_" + bill.invoice.substring("in_".length());
        this.bill = bill;
        this.created = created;
    }

    /** As it was saved. */
    StripePaymentIntent(Bill bill, State saved) {
        this(bill, Map.of(), saved);
    }

    StripePaymentIntent(Bill bill, Map<String, String> metadata, State saved) {
        this(bill, metadata, saved.created);
        this.status = saved.status;
        this.lastError = saved.lastError;
        this.attempts = saved.attempts;
        this.successes = saved.successes;
        this.requested = saved.requested;
    }

    /** @param total in the currency's smallest unit */
    record Bill(String invoice, String account, String customer, String currency, long total) {}

    record State(
            Instant created,
            Status status,
            @Nullable String lastError,
            int attempts,
            int successes,
            boolean requested) {}

    State state() {
        return new State(created, status, lastError, attempts, successes, requested);
    }

    Bill bill() {
        return bill;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    String account() {
        return bill.account;
    }

    String customer() {
        return bill.customer;
    }

    void requireCancelable() {
        if (status == Status.SUCCEEDED || status == Status.CANCELED || status == Status.PROCESSING) {
            throw StripeError.conflictingState(
                    "payment_intent_unexpected_state",
                    "You cannot cancel this PaymentIntent because it has a status of " + apiStatus() + ".");
        }
    }

    int attempts() {
        return attempts;
    }

    boolean isSucceeded() {
        return status == Status.SUCCEEDED;
    }

    /** Somebody asks for the money through the API; one payment succeeds at most once. */
    void confirm() {
        if (status == Status.SUCCEEDED || status == Status.CANCELED || status == Status.PROCESSING) {
            throw StripeError.conflictingState(
                    "payment_intent_unexpected_state",
                    "This PaymentIntent's status is " + apiStatus() + ": it cannot be confirmed.");
        }
        requested = true;
        String customer = bill.customer;
        if (customer.startsWith("cus_unpayable")) {
            throw StripeError.conflictingState(
                    null, "This customer has no attached payment source or default payment method.");
        }
        attempts++;
        if (customer.startsWith("cus_declined")) {
            declined("card_declined");
            throw StripeError.declined();
        }
        if (customer.startsWith("cus_action")) {
            status = Status.REQUIRES_ACTION;
            throw StripeError.actionRequired();
        }
        if (customer.startsWith("cus_processing")) {
            status = Status.PROCESSING;
        } else {
            status = Status.SUCCEEDED;
            successes++;
        }
    }

    /** It was paid, by whatever way. */
    void succeeded() {
        if (status != Status.SUCCEEDED) {
            successes++;
        }
        attempts = Math.max(1, attempts);
        status = Status.SUCCEEDED;
    }

    void failed() {
        attempts++;
        declined("card_declined");
    }

    void canceled() {
        if (status != Status.SUCCEEDED) {
            status = Status.CANCELED;
        }
    }

    private void declined(String code) {
        status = Status.REQUIRES_PAYMENT_METHOD;
        lastError = code;
    }

    /** Whether a request asked for this money: only then it stands in the ledger. */
    boolean wasRequested() {
        return requested;
    }

    /** @param reference our own id, as the invoice carries it now */
    LedgerEntry ledgerEntry(@Nullable String reference) {
        return new LedgerEntry(
                "stripe",
                "payment",
                id,
                reference,
                bill.total * successes,
                bill.currency,
                apiStatus(),
                successes > 0,
                bill.account,
                bill.customer,
                List.of(),
                Map.of("invoice", bill.invoice),
                created,
                attempts,
                null);
    }

    Map<String, Object> asInvoicePayment(boolean whole) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", "inpay_" + id.substring("pi_".length()));
        json.put("object", "invoice_payment");
        json.put("amount_paid", isSucceeded() ? bill.total : null);
        json.put("amount_requested", bill.total);
        json.put("currency", bill.currency);
        json.put("invoice", bill.invoice);
        json.put("is_default", true);
        json.put("payment", Map.of("type", "payment_intent", "payment_intent", whole ? json() : id));
        json.put("status", isSucceeded() ? "paid" : status == Status.CANCELED ? "canceled" : "open");
        return json;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("object", "payment_intent");
        json.put("amount", bill.total);
        json.put("amount_received", isSucceeded() ? bill.total : 0);
        json.put("created", created.getEpochSecond());
        json.put("currency", bill.currency);
        json.put("customer", bill.customer);
        json.put("last_payment_error", lastError == null ? null : error(lastError));
        json.put("livemode", false);
        json.put("metadata", metadata);
        json.put("next_action", status == Status.REQUIRES_ACTION ? Map.of("type", "three_d_secure_redirect") : null);
        json.put("status", apiStatus());
        return json;
    }

    /** Declined for lack of funds, as most are. */
    private static Map<String, Object> error(String code) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", "card_error");
        error.put("code", code);
        error.put("decline_code", "insufficient_funds");
        error.put("message", "Your card has insufficient funds.");
        return error;
    }

    private String apiStatus() {
        return status.name().toLowerCase(Locale.ROOT);
    }
}

package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Payments that somebody made by themselves and that pay no invoice. They have to name what they are paid with when they are
 * confirmed: Stripe looks up a customer's usual means for invoices only. Guarded by {@link StripeSandbox}.
 */
final class StripeIntents {
    private static final String SAVED = "stripe.intent";
    private static final Set<String> OF_AN_INTENT = Set.of(
            "amount", "automatic_payment_methods", "currency", "customer", "description", "metadata", "off_session");

    private final Map<String, StripePaymentIntent> byId = new LinkedHashMap<>();
    private final IdSeries ids = new IdSeries();
    private final Journal journal;

    StripeIntents(Journal journal) {
        this.journal = journal;
        for (Saved each : journal.saved(SAVED, Saved.class)) {
            var intent = new StripePaymentIntent(each.bill, each.metadata, each.state);
            byId.put(intent.id, intent);
        }
    }

    record Saved(StripePaymentIntent.Bill bill, Map<String, String> metadata, StripePaymentIntent.State state) {}

    Map<String, Object> create(String account, FormParameters given, Instant now) {
        StripeParameters.refuseUnknown(given, OF_AN_INTENT);
        String customer = given.text("customer").orElseThrow(() -> StripeError.missing("customer"));
        if (!StripePeople.isThere(customer)) {
            throw StripeError.noSuchCustomer(customer);
        }
        long amount = given.number("amount").orElseThrow(() -> StripeError.missing("amount"));
        String currency = given.text("currency").orElseThrow(() -> StripeError.missing("currency"));
        if (amount < 50) {
            throw StripeError.invalid("amount_too_small", "amount", "Amount must be at least $0.50 usd");
        }
        var bill = new StripePaymentIntent.Bill("in_" + ids.next("alone_"), account, customer, currency, amount);
        var intent = new StripePaymentIntent(bill, StripeParameters.merged(Map.of(), given), now);
        byId.put(intent.id, intent);
        keep(intent);
        return intent.json();
    }

    @Nullable
    StripePaymentIntent find(String account, String id) {
        StripePaymentIntent intent = byId.get(id);
        return intent != null && intent.account().equals(account) ? intent : null;
    }

    /** Whatever account it is of. */
    @Nullable
    StripePaymentIntent find(String id) {
        return byId.get(id);
    }

    Map<String, Object> confirm(StripePaymentIntent intent, FormParameters given) {
        StripeParameters.refuseUnknown(given, Set.of("off_session", "payment_method"));
        if (given.text("payment_method").isEmpty()) {
            throw StripeError.conflictingState(
                    "payment_intent_unexpected_state",
                    "You cannot confirm this PaymentIntent because it's missing a payment method.");
        }
        try {
            intent.confirm();
        } finally {
            keep(intent);
        }
        return intent.json();
    }

    Map<String, Object> cancel(StripePaymentIntent intent) {
        intent.requireCancelable();
        intent.canceled();
        keep(intent);
        return intent.json();
    }

    /** What happens to it without us. */
    Map<String, Object> happens(StripePaymentIntent intent, String event) {
        switch (event) {
            case "paid" -> intent.succeeded();
            case "payment_failed" -> intent.failed();
            default -> throw new IllegalArgumentException("event: paid or payment_failed");
        }
        keep(intent);
        return intent.json();
    }

    /** Newest first. */
    List<Map<String, Object>> of(String account, String customer) {
        List<Map<String, Object>> found = new ArrayList<>();
        byId.values().stream()
                .filter(intent -> intent.account().equals(account)
                        && (customer.isEmpty() || intent.customer().equals(customer)))
                .forEach(intent -> found.addFirst(intent.json()));
        return found;
    }

    List<LedgerEntry> ledger() {
        return byId.values().stream()
                .map(intent -> intent.ledgerEntry(intent.metadata().get("delivery_id")))
                .toList();
    }

    void clear() {
        byId.clear();
    }

    private void keep(StripePaymentIntent intent) {
        journal.put(SAVED, intent.id, () -> new Saved(intent.bill(), intent.metadata(), intent.state()));
    }
}

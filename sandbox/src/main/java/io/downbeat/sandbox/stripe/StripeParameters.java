package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Rules that hold for parameters of every Stripe object. */
final class StripeParameters {
    static final Set<String> OF_AN_INVOICE = Set.of(
            "account_tax_ids",
            "application_fee_amount",
            "auto_advance",
            "automatic_tax",
            "automatically_finalizes_at",
            "collection_method",
            "currency",
            "custom_fields",
            "customer",
            "customer_account",
            "days_until_due",
            "default_payment_method",
            "default_source",
            "default_tax_rates",
            "description",
            "discounts",
            "due_date",
            "effective_at",
            "footer",
            "from_invoice",
            "issuer",
            "metadata",
            "number",
            "on_behalf_of",
            "payment_settings",
            "pending_invoice_items_behavior",
            "rendering",
            "shipping_cost",
            "shipping_details",
            "statement_descriptor",
            "transfer_data");
    static final Set<String> FROZEN_WHEN_FINAL = Set.of(
            "collection_method", "days_until_due", "due_date", "effective_at", "number", "description", "currency");

    private StripeParameters() {}

    static void refuseUnknown(FormParameters given, Set<String> known) {
        for (String name : given.names()) {
            if (known.contains(name) || name.equals("expand")) {
                continue;
            }
            throw StripeError.invalid(
                    "parameter_unknown", given.full(name), "Received unknown parameter: " + given.full(name));
        }
    }

    /** Metadata merges: an empty value removes its key, an empty {@code metadata} removes all. */
    static Map<String, String> merged(Map<String, String> before, FormParameters given) {
        if (!given.has("metadata")) {
            return before;
        }
        Map<String, String> changes = given.texts("metadata");
        if (changes.isEmpty()) {
            return Map.of();
        }
        Map<String, String> merged = new LinkedHashMap<>(before);
        changes.forEach((key, value) -> {
            String path = given.full("metadata");
            if (key.length() > 40) {
                throw StripeError.invalid(null, path, "Metadata keys can have up to 40 characters.");
            }
            if (value.length() > 500) {
                throw StripeError.invalid(null, path, "Metadata values can have up to 500 characters.");
            }
            if (value.isEmpty()) {
                merged.remove(key);
            } else {
                merged.put(key, value);
            }
        });
        if (merged.size() > 50) {
            throw StripeError.invalid(null, given.full("metadata"), "You can specify up to 50 keys.");
        }
        return Map.copyOf(merged);
    }
}

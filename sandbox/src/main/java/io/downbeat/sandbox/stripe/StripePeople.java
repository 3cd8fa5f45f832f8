package io.downbeat.sandbox.stripe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Accounts and customers as Stripe shows them. Nobody creates them here: every account exists but {@code acct_missing..},
 * {@code acct_revoked..} and {@code acct_closed..}, and every customer but {@code cus_missing..}; what else is wrong with
 * one, its id says ({@code acct_restricted}, {@code cus_deleted}, {@code cus_unpayable}, {@code cus_eur}).
 */
final class StripePeople {
    private StripePeople() {}

    /** Whether a key opens an account: one that is gone, or took its access back, is refused in the same words. */
    static boolean isOpen(String account) {
        return !account.startsWith("acct_missing")
                && !account.startsWith("acct_revoked")
                && !account.startsWith("acct_closed");
    }

    static boolean canCharge(String account) {
        return !account.contains("restricted");
    }

    /** Whether something new can be made for a customer. A deleted one can only be read. */
    static boolean isThere(String customer) {
        return customer.startsWith("cus_")
                && !customer.startsWith("cus_missing")
                && !customer.startsWith("cus_deleted");
    }

    static Map<String, Object> account(String id) {
        return Map.of(
                "id",
                id,
                "object",
                "account",
                "charges_enabled",
                canCharge(id),
                "country",
                "US",
                "default_currency",
                "usd");
    }

    static Map<String, Object> customer(String id) {
        if (!id.startsWith("cus_") || id.startsWith("cus_missing")) {
            throw StripeError.noSuch("customer", id);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("object", "customer");
        if (id.startsWith("cus_deleted")) {
            json.put("deleted", true);
            return json;
        }
        Map<String, Object> terms = new LinkedHashMap<>();
        terms.put("default_payment_method", id.startsWith("cus_unpayable") ? null : "pm_" + id);
        json.put("currency", id.startsWith("cus_eur") ? "eur" : null);
        json.put("default_source", null);
        json.put("email", id.startsWith("cus_silent") ? null : id + "@example.com");
        json.put("invoice_settings", terms);
        json.put("livemode", false);
        json.put("metadata", Map.of());
        return json;
    }
}

package io.downbeat.sandbox;

import io.downbeat.sandbox.faults.Counts;
import io.downbeat.sandbox.http.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each step of each provider and each Stripe account was called, faults included, and how often each
 * idempotency key was seen.
 */
final class CallLog {
    private final Counts steps = new Counts();
    private final Counts accounts = new Counts();
    private final Counts keys = new Counts();

    void count(String provider, String step, Request request) {
        steps.add(provider + "/" + step);
        count(accounts, request.header(Request.STRIPE_ACCOUNT));
        count(keys, request.header("Idempotency-Key"));
    }

    private static void count(Counts counts, @Nullable String name) {
        if (name != null) {
            counts.add(name);
        }
    }

    Map<String, Integer> steps() {
        return steps.all();
    }

    Map<String, Integer> accounts() {
        return accounts.all();
    }

    Map<String, Integer> keys() {
        return keys.all();
    }

    void reset() {
        steps.clear();
        accounts.clear();
        keys.clear();
    }
}

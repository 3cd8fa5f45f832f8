package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Delivery;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import io.downbeat.providers.DeliveryMethodId;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One request to Stripe at a time, within a deadline, never repeated by itself. */
final class StripeCalls {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Pinned: another version may name fields otherwise. */
    static final String VERSION = "2026-07-29.dahlia";

    /** Whom a request speaks for. */
    record Caller(DeliveryMethodId method, @Nullable String account) {
        /** The account was frozen with the delivery. */
        static Caller of(Delivery delivery) {
            return new Caller(
                    delivery.deliveryMethod(), StripePayload.of(delivery).account());
        }
    }

    private final StripeSettings settings;
    private final AccountKeys accounts;
    private final ProviderHttp http = new ProviderHttp(TIMEOUT, "Request-Id");
    private final Map<DeliveryMethodId, String> keys = new ConcurrentHashMap<>();

    StripeCalls(StripeSettings settings, AccountKeys accounts) {
        this.settings = settings;
        this.accounts = accounts;
    }

    /** For questions about an account rather than a delivery, whose own account was frozen with it. */
    Caller caller(DeliveryMethodId method) {
        return new Caller(method, accounts.of(method).get("stripe_account_id"));
    }

    /** Whether the account's invoices are to be finalized, or stay drafts, as far as nobody says otherwise of theirs. */
    boolean finalizes(DeliveryMethodId method) {
        return !Boolean.parseBoolean(accounts.of(method).get("leave_invoices_in_draft"));
    }

    /** Another key may be in place: read it again. */
    void forgetKey(DeliveryMethodId method) {
        keys.remove(method);
    }

    /** Of one part of a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpResult get(Caller caller, String path) {
        return call(caller, request(caller, path).GET().build());
    }

    HttpResult post(Caller caller, String path, byte[] form, @Nullable String idempotencyKey) {
        HttpRequest.Builder request = request(caller, path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return call(caller, request.build());
    }

    HttpResult delete(Caller caller, String path) {
        return call(caller, request(caller, path).DELETE().build());
    }

    private HttpRequest.Builder request(Caller caller, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.apiBase() + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key(caller.method()))
                .header("Stripe-Version", VERSION);
        if (caller.account() != null) {
            request.header("Stripe-Account", caller.account());
        }
        return request;
    }

    /** Without a key Stripe answers 401, which opens the circuit as a wrong one does. */
    private String key(DeliveryMethodId method) {
        return keys.computeIfAbsent(method, id -> {
            String key = accounts.of(id).getOrDefault("stripe_api_key", "");
            return key.matches("[!-~]+") ? key : "none";
        });
    }

    private HttpResult call(Caller caller, HttpRequest request) {
        HttpResult reply = http.call(request);
        if (reply instanceof HttpResult.Response came && (came.status() == 401 || came.status() == 403)) {
            forgetKey(caller.method());
        }
        return reply;
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RequestBytes;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where Stripe's webhooks arrive; the signature is their proof, so no bearer token is asked for.
 *
 * <p>The tolerance of 300 s is held against our clock. On a simulated clock the sender may live in real time (a real
 * Stripe, a sandbox of its own), so there either clock will do; the signature itself is always required.
 *
 * <p>Anybody may ask, so no byte of the body is read before there is a signature, and a secret to check it with.
 */
@RestController
class StripeHooksApi {
    record Received(boolean received) {}

    private final Providers providers;
    private final StripeEvents events;
    private final StripeEventStore store;
    private final BusinessClock clock;

    StripeHooksApi(Providers providers, StripeEvents events, StripeEventStore store, BusinessClock clock) {
        this.providers = providers;
        this.events = events;
        this.store = store;
        this.clock = clock;
    }

    @PostMapping("/hooks/stripe/{deliveryMethodId}")
    Received receive(
            @PathVariable UUID deliveryMethodId,
            @RequestHeader(name = "Stripe-Signature", required = false) @Nullable String signature,
            HttpServletRequest request)
            throws IOException {
        DeliveryMethodId method = new DeliveryMethodId(deliveryMethodId);
        StripeSignature signed = StripeSignature.parse(signature)
                .orElseThrow(() -> Refused.invalid("Stripe-Signature", "must be t=<seconds>,v1=<signature>"));
        String secret = secret(method);
        byte[] body = RequestBytes.read(request);
        check(signed, body, secret);
        events.take(method, event(body));
        return new Received(true);
    }

    private String secret(DeliveryMethodId method) {
        if (providers
                .deliveryMethod(method)
                .filter(known -> known.provider() == BillingProvider.STRIPE)
                .isEmpty()) {
            throw Refused.notFound("no Stripe delivery method " + method);
        }
        Map<String, String> secrets = providers.secrets(method);
        String secret = secrets.getOrDefault("stripe_webhook_secret", "");
        if (secret.isEmpty()) {
            throw Refused.rule("the delivery method has no stripe_webhook_secret; set it up with one");
        }
        return secret;
    }

    private void check(StripeSignature signature, byte[] body, String secret) {
        if (!signature.signs(body, secret)) {
            throw Refused.invalid("Stripe-Signature", "does not sign this body with the delivery method's secret");
        }
        boolean timely = signature.isWithinToleranceOf(clock.instant())
                || clock.isSimulated() && signature.isWithinToleranceOf(store.realTime());
        if (!timely) {
            throw Refused.invalid("Stripe-Signature", "was made more than 300 seconds away from now");
        }
    }

    private static JsonNode event(byte[] body) {
        try {
            JsonNode event = Json.read(new String(body, StandardCharsets.UTF_8));
            if (event != null && event.isObject()) {
                return event;
            }
        } catch (JacksonException malformed) {
            // refused below
        }
        throw Refused.rule("the body is not a JSON object");
    }
}

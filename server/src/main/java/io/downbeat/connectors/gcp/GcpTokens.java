package io.downbeat.connectors.gcp;

import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodId;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Access tokens for both of Google's APIs, one for each delivery method while it lasts. */
final class GcpTokens {
    /** The Procurement API wants the first, Service Control the second. */
    static final String SCOPES =
            "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/servicecontrol";

    static final String KEY = "raw_gcp_service_account_key";
    static final String FEDERATION = "raw_gcp_workload_identity_federation_config";
    /** What a header can carry: anything else would be quoted in the complaint about it. */
    static final String SENDABLE = "[\\x21-\\x7E]+";

    private static final long USUAL_SECONDS = 3600;

    private final AccountKeys accounts;
    private final ServiceAccountGrant keys;
    private final FederatedGrant federation;
    private final AccessTokens kept;

    GcpTokens(AccountKeys accounts, GcpWire wire, InstantSource clock) {
        this.accounts = accounts;
        this.keys = new ServiceAccountGrant(wire, clock);
        this.federation = new FederatedGrant(wire, new SubjectTokens(wire), clock);
        this.kept = new AccessTokens(clock);
    }

    /** @param isNew whether it was asked for just now: if Google refuses it, asking once more is of no use */
    record UsedToken(TokenResult result, boolean isNew) {}

    /** Credentials that cannot work as they stand. The message names what is missing and quotes nothing. */
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    UsedToken of(DeliveryMethodId method) {
        AtomicBoolean asked = new AtomicBoolean();
        TokenResult token = kept.of(method, () -> {
            asked.set(true);
            return ask(accounts.of(method));
        });
        return new UsedToken(token, asked.get());
    }

    void forget(DeliveryMethodId method) {
        kept.forget(method);
    }

    private TokenResult ask(Map<String, String> account) {
        String key = account.get(KEY);
        String federated = account.get(FEDERATION);
        try {
            if (key != null) {
                return keys.ask(json(KEY, key));
            }
            if (federated != null) {
                return federation.ask(json(FEDERATION, federated));
            }
            throw new Unusable("the delivery method has neither " + KEY + " nor " + FEDERATION
                    + ": give it one with POST /downbeat/v1/deliveryMethods/{id}/credentials");
        } catch (Unusable unusable) {
            return new TokenResult.Refused(String.valueOf(unusable.getMessage()));
        }
    }

    private static JsonNode json(String name, String text) throws Unusable {
        try {
            return Json.read(text);
        } catch (JacksonException malformed) {
            // Without its cause, which would quote the secret.
            throw new Unusable(name + " is no JSON");
        }
    }

    static String required(JsonNode json, String of, String name) throws Unusable {
        String text = json.path(name).asString("");
        if (text.isEmpty()) {
            throw new Unusable(of + " has no " + name);
        }
        return text;
    }

    static URI endpoint(JsonNode json, String of, String name) throws Unusable {
        String text = required(json, of, name);
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notOne) {
            // refused below
        }
        throw new Unusable(of + ": " + name + " must be an http or https URL");
    }

    /** What an OAuth token endpoint answered. */
    static TokenResult read(HttpResult reply, String who, InstantSource clock) {
        if (!(reply instanceof HttpResult.Response came)) {
            return new TokenResult.Unavailable(
                    who + " did not answer: " + reply.exchange().excerpt(), null);
        }
        String token = came.json().path("access_token").asString("");
        if (came.isOk() && token.matches(SENDABLE)) {
            String seconds = came.json().path("expires_in").asString("");
            long life = seconds.matches("\\d{1,9}") ? Long.parseLong(seconds) : USUAL_SECONDS;
            return new TokenResult.Token(token, clock.instant().plus(Duration.ofSeconds(life)));
        }
        return refusal(came, who);
    }

    static TokenResult refusal(HttpResult.Response came, String who) {
        boolean isRefusal = came.status() >= 400 && came.status() < 500 && came.status() != 429 && came.status() != 408;
        return isRefusal
                ? new TokenResult.Refused(who + " refused the credentials: " + sentence(came))
                : new TokenResult.Unavailable(who + " answered " + came.status(), came.retryAfter());
    }

    /** OAuth's two fields, or those of Google's own APIs. */
    private static String sentence(HttpResult.Response came) {
        JsonNode error = came.json().path("error");
        if (error.isObject()) {
            return error.path("status").asString("") + ": "
                    + error.path("message").asString("");
        }
        String description = came.json().path("error_description").asString("");
        String code = error.asString("status " + came.status());
        return description.isEmpty() ? code : code + ": " + description;
    }
}

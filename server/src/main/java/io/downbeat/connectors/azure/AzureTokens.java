package io.downbeat.connectors.azure;

import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.outbound.HttpResult;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Access tokens for the metering API by client credentials, one for each delivery method while it lasts. */
final class AzureTokens {
    /** The metering API itself, as every publisher names it (v1 endpoint: a resource, no scope). */
    private static final String RESOURCE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";

    private static final long USUAL_SECONDS = 3600;

    private final AccountKeys accounts;
    private final AzureWire wire;
    private final InstantSource clock;
    private final AccessTokens kept;

    AzureTokens(AccountKeys accounts, AzureWire wire, InstantSource clock) {
        this.accounts = accounts;
        this.wire = wire;
        this.clock = clock;
        this.kept = new AccessTokens(clock);
    }

    AccessTokens.UsedToken of(DeliveryMethodId method) {
        return kept.of(method, () -> ask(accounts.of(method)));
    }

    void forget(DeliveryMethodId method) {
        kept.forget(method);
    }

    private TokenResult ask(Map<String, String> keys) {
        String tenant = keys.get("azure_tenant_id");
        String client = keys.get("azure_client_id");
        String secret = keys.get("raw_azure_client_secret");
        if (tenant == null || client == null || secret == null) {
            return new TokenResult.Refused("the delivery method has no raw_azure_client_secret: give it one with POST"
                    + " /downbeat/v1/deliveryMethods/{id}/credentials");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client);
        form.put("client_secret", secret);
        form.put("resource", RESOURCE);
        return switch (wire.token(tenant, form)) {
            case HttpResult.Response came -> read(came, secret);
            case HttpResult.NotSent(var why) ->
                new TokenResult.Unavailable("Azure's login cannot be reached: " + why, null);
            case HttpResult.NoResponse(var why) ->
                new TokenResult.Unavailable("Azure's login did not answer: " + why, null);
        };
    }

    private TokenResult read(HttpResult.Response came, String secret) {
        String token = came.json().path("access_token").asString("");
        if (came.isOk() && token.matches(AccessTokens.SENDABLE)) {
            return new TokenResult.Token(
                    token, clock.instant().plus(life(came.json().path("expires_in"))));
        }
        if (came.isRefusal()) {
            return new TokenResult.Refused(
                    "Azure's login refused the application: " + sentence(came).replace(secret, "(secret)"));
        }
        return new TokenResult.Unavailable("Azure's login answered " + came.status(), came.retryAfter());
    }

    /** Version 1 writes the seconds as text. */
    private static Duration life(JsonNode seconds) {
        String text = seconds.asString("");
        return Duration.ofSeconds(text.matches("\\d{1,9}") ? Long.parseLong(text) : USUAL_SECONDS);
    }

    private static String sentence(HttpResult.Response came) {
        String error = came.json().path("error").asString("");
        String description = came.json().path("error_description").asString("");
        String both = error + (error.isEmpty() || description.isEmpty() ? "" : ": ") + description;
        return both.isEmpty() ? "status " + came.status() : both;
    }
}

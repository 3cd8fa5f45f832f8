package io.downbeat.connectors.gcp;

import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.HttpResult;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/** How Google's credentials are written down, and how its token endpoints answer: what every kind of grant shares. */
final class GcpCredentials {
    /** The Procurement API wants the first, Service Control the second. */
    static final String SCOPES =
            "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/servicecontrol";

    static final String KEY = "raw_gcp_service_account_key";
    static final String FEDERATION = "raw_gcp_workload_identity_federation_config";
    private static final long USUAL_SECONDS = 3600;

    private GcpCredentials() {}

    /** Credentials that cannot work as they stand. The message names what is missing and quotes nothing. */
    static final class Unusable extends Exception {
        Unusable(String message) {
            super(message, null, false, false);
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
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null) {
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
        if (came.isOk() && token.matches(AccessTokens.SENDABLE)) {
            String seconds = came.json().path("expires_in").asString("");
            long life = seconds.matches("\\d{1,9}") ? Long.parseLong(seconds) : USUAL_SECONDS;
            return new TokenResult.Token(token, clock.instant().plus(Duration.ofSeconds(life)));
        }
        return refusal(came, who);
    }

    static TokenResult refusal(HttpResult.Response came, String who) {
        return came.isRefusal()
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

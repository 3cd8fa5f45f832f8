package io.downbeat.connectors.gcp;

import io.downbeat.outbound.AccessTokens;
import io.downbeat.outbound.AccessTokens.TokenResult;
import io.downbeat.outbound.HttpResult;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Workload identity federation, as an {@code external_account} configuration tells: a token of another identity provider
 * is exchanged at Google's STS, and what comes back takes the place of a service account, if one is named.
 */
final class FederatedGrant {
    private static final String CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";
    private static final Duration LIFE = Duration.ofHours(1);

    private final GcpWire wire;
    private final SubjectTokens subjects;
    private final InstantSource clock;

    FederatedGrant(GcpWire wire, SubjectTokens subjects, InstantSource clock) {
        this.wire = wire;
        this.subjects = subjects;
        this.clock = clock;
    }

    TokenResult ask(JsonNode config) throws GcpCredentials.Unusable {
        String of = GcpCredentials.FEDERATION;
        if (!config.path("type").asString("").equals("external_account")) {
            throw new GcpCredentials.Unusable(of + ": its type must be external_account");
        }
        URI exchange = GcpCredentials.endpoint(config, of, "token_url");
        boolean impersonates = config.hasNonNull("service_account_impersonation_url");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("audience", GcpCredentials.required(config, of, "audience"));
        form.put("scope", impersonates ? CLOUD_PLATFORM : GcpCredentials.SCOPES);
        form.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
        form.put("subject_token_type", GcpCredentials.required(config, of, "subject_token_type"));
        form.put("subject_token", subjects.of(config));
        TokenResult exchanged = GcpCredentials.read(wire.form(exchange, form), "Google's STS", clock);
        return impersonates && exchanged instanceof TokenResult.Token federated
                ? impersonated(federated, GcpCredentials.endpoint(config, of, "service_account_impersonation_url"))
                : exchanged;
    }

    private TokenResult impersonated(TokenResult.Token federated, URI endpoint) {
        HttpResult reply = wire.post(
                federated.value(),
                endpoint,
                Map.of("scope", List.of(GcpCredentials.SCOPES.split(" ")), "lifetime", LIFE.toSeconds() + "s"));
        if (!(reply instanceof HttpResult.Response came)) {
            return new TokenResult.Unavailable(
                    "Google's IAM did not answer: " + reply.exchange().excerpt(), null);
        }
        String token = came.json().path("accessToken").asString("");
        return came.isOk() && token.matches(AccessTokens.SENDABLE)
                ? new TokenResult.Token(
                        token, end(came.json().path("expireTime").asString("")))
                : GcpCredentials.refusal(came, "Google's IAM");
    }

    private Instant end(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return clock.instant().plus(LIFE);
        }
    }
}

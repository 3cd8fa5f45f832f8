package io.downbeat.sandbox.netsuite;

import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.SandboxClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * NetSuite's token endpoint. It looks at everything that an assertion claims, but cannot check its signature, because
 * nobody uploads a certificate here. A client or certificate id with {@code invalid} in it is refused.
 */
final class NetsuiteLogin {
    static final String PATH = "/services/rest/auth/oauth2/v1/token";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration LONGEST_ASSERTION = Duration.ofMinutes(60);
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Set<String> ALGORITHMS = Set.of("PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private final SandboxClock clock;
    private final IdSeries tokens = new IdSeries();
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    NetsuiteLogin(SandboxClock clock) {
        this.clock = clock;
    }

    /** @param client who logged in; stands for the account in the ledger */
    record Issued(String client, Instant expires) {}

    private static final class Refused extends RuntimeException {
        Refused(String error) {
            super(error, null, false, false);
        }
    }

    SandboxAnswer token(Request request) {
        try {
            FormParameters form = FormParameters.parse(request.text());
            String client = client(form);
            String token = tokens.next("ns-token-");
            issued.put(token, new Issued(client, clock.instant().plus(LIFE)));
            // A string with digits, as NetSuite sends it.
            return SandboxAnswer.json(200, Map.of("access_token", token, "expires_in", "3600", "token_type", "bearer"));
        } catch (Refused | FormParameters.Malformed refused) {
            return SandboxAnswer.json(400, Map.of("error", String.valueOf(refused.getMessage())));
        }
    }

    /** Whose token a request carries. */
    Issued check(Request request) {
        String header = request.header("Authorization");
        Issued login = header == null || !header.startsWith("Bearer ") ? null : issued.get(header.substring(7));
        if (login == null || clock.judges() && !clock.instant().isBefore(login.expires())) {
            throw NetsuiteError.login();
        }
        return login;
    }

    void forgetAll() {
        issued.clear();
    }

    private String client(FormParameters form) {
        require(form.text("grant_type").filter("client_credentials"::equals).isPresent(), "unsupported_grant_type");
        require(
                form.text("client_assertion_type")
                        .filter("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"::equals)
                        .isPresent(),
                "invalid_request");
        String[] parts = form.text("client_assertion").orElse("").split("\\.");
        require(parts.length == 3 && !parts[2].isEmpty(), "invalid_request");
        JsonNode header = decoded(parts[0]);
        JsonNode claims = decoded(parts[1]);
        require(ALGORITHMS.contains(header.path("alg").asString("")), "invalid_client");
        String certificate = header.path("kid").asString("");
        String client = claims.path("iss").asString("");
        require(!certificate.isEmpty() && !client.isEmpty(), "invalid_client");
        require(!certificate.contains("invalid") && !client.contains("invalid"), "invalid_client");
        require(claims.path("scope").toString().contains("rest_webservices"), "invalid_scope");
        require(claims.path("aud").toString().contains(PATH), "invalid_client");
        checkTimes(claims);
        return client;
    }

    private void checkTimes(JsonNode claims) {
        long made = claims.path("iat").asLong(0);
        long expires = claims.path("exp").asLong(0);
        require(made > 0 && expires > made && expires - made <= LONGEST_ASSERTION.toSeconds(), "invalid_grant");
        if (!clock.judges()) {
            return;
        }
        Instant now = clock.instant();
        require(!Instant.ofEpochSecond(made).isAfter(now.plus(SKEW)), "invalid_grant");
        require(Instant.ofEpochSecond(expires).isAfter(now.minus(SKEW)), "invalid_grant");
    }

    private static void require(boolean holds, String error) {
        if (!holds) {
            throw new Refused(error);
        }
    }

    private static JsonNode decoded(String part) {
        @Nullable JsonNode json = null;
        try {
            json = Json.read(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JacksonException garbled) {
            // Refused below.
        }
        if (json == null || !json.isObject()) {
            throw new Refused("invalid_request");
        }
        return json;
    }
}

package io.downbeat.sandbox.gcp;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Google's three ways to a token: a signed assertion at {@code /token}, another provider's token at {@code /sts}, and
 * a service account in whose place a federated caller may stand. An assertion's shape and claims are checked, not its
 * signature: nobody told the sandbox a public key.
 */
final class GcpTokenSandbox implements Simulator {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String IMPERSONATE = "/v1/projects/-/serviceAccounts/";

    private final SandboxClock clock;
    private final IssuedTokens tokens;

    GcpTokenSandbox(SandboxClock clock, IssuedTokens tokens) {
        this.clock = clock;
        this.tokens = tokens;
    }

    @Override
    public String provider() {
        return "gcp";
    }

    @Override
    public boolean takes(Request request) {
        return !step(request).equals("unknown");
    }

    @Override
    public Set<String> steps() {
        return Set.of("token", "sts_token", "impersonate");
    }

    @Override
    public String step(Request request) {
        if (request.path().equals("/token")) {
            return "token";
        }
        if (request.path().equals("/sts")) {
            return "sts_token";
        }
        return request.path().startsWith(IMPERSONATE) ? "impersonate" : "unknown";
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        try {
            return switch (call.step()) {
                case "token" -> bearer(FormParameters.parse(call.request().text()));
                case "sts_token" ->
                    exchanged(FormParameters.parse(call.request().text()));
                default -> impersonated(call.request());
            };
        } catch (GcpError refused) {
            return call.step().equals("impersonate") ? refused.answer() : refused.oauth("invalid_grant");
        } catch (FormParameters.Malformed malformed) {
            return GcpError.invalid(String.valueOf(malformed.getMessage())).oauth("invalid_request");
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return GcpError.of(kind).oauth(kind == FaultKind.UNAUTHORIZED ? "invalid_grant" : "internal_failure");
    }

    private SandboxAnswer bearer(FormParameters form) {
        if (!form.text("grant_type").orElse("").equals(GRANT + "jwt-bearer")) {
            throw GcpError.invalid("Invalid grant_type.");
        }
        String[] parts = form.text("assertion").orElse("").split("\\.");
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw GcpError.invalid("Invalid JWT: it has no three parts.");
        }
        JsonNode header = decoded(parts[0]);
        JsonNode claims = decoded(parts[1]);
        if (!header.path("alg").asString("").equals("RS256")) {
            throw GcpError.invalid("Invalid JWT: RS256 is wanted.");
        }
        String issuer = claims.path("iss").asString("");
        if (issuer.isEmpty() || issuer.startsWith("unknown")) {
            throw GcpError.invalid("Invalid grant: account not found");
        }
        if (header.path("kid").asString("").contains("_invalid")) {
            throw GcpError.invalid("Invalid JWT Signature.");
        }
        if (!claims.path("aud").asString("").endsWith("/token")) {
            throw GcpError.invalid("Invalid JWT: its audience.");
        }
        checkTimes(claims);
        return token(issuer, scopes(claims.path("scope").asString("")), "ya29-sandbox", "access_token");
    }

    private void checkTimes(JsonNode claims) {
        long from = claims.path("iat").asLong(0);
        long until = claims.path("exp").asLong(0);
        if (from == 0 || until <= from || until - from > IssuedTokens.LIFE.toSeconds()) {
            throw GcpError.invalid("Invalid JWT: Token must be a short-lived token (60 minutes).");
        }
        if (!clock.judges()) {
            return;
        }
        Instant now = clock.instant();
        if (from > now.plus(SKEW).getEpochSecond() || until < now.minus(SKEW).getEpochSecond()) {
            throw GcpError.invalid("Invalid JWT: iat and exp must be in a reasonable timeframe.");
        }
    }

    private SandboxAnswer exchanged(FormParameters form) {
        if (!form.text("grant_type").orElse("").equals(GRANT + "token-exchange")) {
            throw GcpError.invalid("Invalid grant_type.");
        }
        String audience = form.text("audience").orElseThrow(() -> GcpError.invalid("audience is required"));
        String subject = form.text("subject_token").orElseThrow(() -> GcpError.invalid("subject_token is required"));
        String type = form.text("subject_token_type").orElse("");
        if (type.isEmpty() || subject.contains("_invalid")) {
            throw GcpError.invalid("The subject token is invalid.");
        }
        if (type.endsWith("aws4_request")) {
            checkCallerIdentity(subject, audience);
        }
        return token(audience, scopes(form.text("scope").orElse("")), "federated", "access_token");
    }

    /** A signed GetCallerIdentity that names this very audience, so that it is of no use elsewhere. */
    private static void checkCallerIdentity(String subject, String audience) {
        JsonNode question = json(URLDecoder.decode(subject, StandardCharsets.UTF_8));
        Set<String> headers = new TreeSet<>();
        boolean aimed = false;
        for (JsonNode header : question.path("headers")) {
            String name = header.path("key").asString("");
            headers.add(name);
            aimed |= name.equals("x-goog-cloud-target-resource")
                    && header.path("value").asString("").equals(audience);
        }
        if (!question.path("url").asString("").contains("GetCallerIdentity")
                || !headers.contains("authorization")
                || !headers.contains("host")
                || !aimed) {
            throw GcpError.invalid("The AWS subject token is no signed GetCallerIdentity for this audience.");
        }
    }

    private SandboxAnswer impersonated(Request request) {
        IssuedTokens.Token caller = tokens.of(request).orElseThrow(GcpError::unauthenticated);
        String path = request.path().substring(IMPERSONATE.length());
        String account = URLDecoder.decode(path.split(":")[0], StandardCharsets.UTF_8);
        if (!path.endsWith(":generateAccessToken")) {
            throw new GcpError(404, "NOT_FOUND", "Not found.");
        }
        if (account.startsWith("denied") || caller.holder().isEmpty()) {
            throw GcpError.denied("Permission 'iam.serviceAccounts.getAccessToken' denied on resource.");
        }
        Set<String> scopes = new TreeSet<>();
        json(request.text()).path("scope").forEach(scope -> scopes.add(scope.asString("")));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("accessToken", tokens.issue("ya29-sandbox", account, scopes));
        json.put("expireTime", tokens.expiry().toString());
        return SandboxAnswer.json(200, json);
    }

    private SandboxAnswer token(String holder, Set<String> scopes, String prefix, String field) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(field, tokens.issue(prefix, holder, scopes));
        json.put("expires_in", IssuedTokens.LIFE.toSeconds());
        json.put("token_type", "Bearer");
        return SandboxAnswer.json(200, json);
    }

    private static Set<String> scopes(String text) {
        if (text.isBlank()) {
            throw GcpError.invalid("Missing required parameter: scope");
        }
        return new TreeSet<>(List.of(text.split(" ")));
    }

    private static JsonNode decoded(String part) {
        try {
            return json(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            throw GcpError.invalid("Invalid JWT: it cannot be decoded.");
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException malformed) {
            throw GcpError.invalid("It is no JSON.");
        }
    }

    @Override
    public void reset() {
        tokens.revokeAll();
    }
}

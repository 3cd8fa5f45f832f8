package io.downbeat.sandbox.azure;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.IssuedTokens;
import io.downbeat.sandbox.provider.Simulator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Microsoft's login, version 1: client credentials for the metering API and nothing else. */
final class AzureLoginSandbox implements Simulator {
    private static final String RESOURCE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";

    private final IssuedTokens tokens;

    AzureLoginSandbox(IssuedTokens tokens) {
        this.tokens = tokens;
    }

    private static final class Denied extends RuntimeException {
        private final int status;
        private final String error;

        Denied(int status, String error, String description) {
            super(description, null, false, false);
            this.status = status;
            this.error = error;
        }

        SandboxAnswer answer() {
            return SandboxAnswer.json(
                    status, Map.of("error", error, "error_description", String.valueOf(getMessage())));
        }
    }

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    public boolean takes(Request request) {
        return request.path().endsWith("/oauth2/token");
    }

    @Override
    public Set<String> steps() {
        return Set.of("token");
    }

    @Override
    public String step(Request request) {
        return "token";
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        try {
            return granted(call.request());
        } catch (Denied denied) {
            return denied.answer();
        } catch (FormParameters.Malformed malformed) {
            return new Denied(400, "invalid_request", String.valueOf(malformed.getMessage())).answer();
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        Denied denied = switch (kind) {
            case RATE_LIMITED, THROTTLED -> new Denied(429, "temporarily_unavailable", "Too many requests.");
            case UNAVAILABLE -> new Denied(503, "temporarily_unavailable", "The service is unavailable.");
            case UNAUTHORIZED, BAD_REQUEST ->
                new Denied(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
            default -> new Denied(500, "server_error", "An internal error has occurred.");
        };
        return denied.answer();
    }

    private SandboxAnswer granted(Request request) {
        FormParameters form = FormParameters.parse(request.text());
        String tenant = request.path().split("/")[1];
        if (!form.text("grant_type").orElse("").equals("client_credentials")) {
            throw new Denied(400, "unsupported_grant_type", "AADSTS70003: The grant type is not supported.");
        }
        if (tenant.startsWith("missing")) {
            throw new Denied(400, "invalid_request", "AADSTS90002: Tenant '" + tenant + "' not found.");
        }
        String client = form.text("client_id")
                .orElseThrow(() -> new Denied(400, "invalid_request", "AADSTS900144: client_id is missing."));
        if (client.startsWith("unknown")) {
            throw new Denied(400, "unauthorized_client", "AADSTS700016: Application '" + client + "' was not found.");
        }
        String secret = form.text("client_secret").orElse("");
        if (secret.isEmpty() || secret.contains("_invalid")) {
            throw new Denied(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
        }
        if (!form.text("resource").orElse("").equals(RESOURCE)) {
            throw new Denied(400, "invalid_resource", "AADSTS500011: The resource principal was not found.");
        }
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("token_type", "Bearer");
        // Version 1 writes numbers as text.
        token.put("expires_in", String.valueOf(IssuedTokens.LIFE.toSeconds()));
        token.put("expires_on", String.valueOf(tokens.expiry().getEpochSecond()));
        token.put("resource", RESOURCE);
        token.put("access_token", tokens.issue("azure", client, Set.of(RESOURCE)));
        return SandboxAnswer.json(200, token);
    }

    @Override
    public void reset() {
        tokens.revokeAll();
    }
}

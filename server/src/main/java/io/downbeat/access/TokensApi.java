package io.downbeat.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.callers.AdminOnly;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Role;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** API tokens over HTTP, for administrators. */
@RestController
@RequestMapping("/downbeat/v1/tokens")
final class TokensApi {
    private static final int LONGEST_NAME = 128;

    /** @param token shown in this answer and never again */
    record Created(UUID id, String name, String role, String token, Instant createdAt) {
        @Override
        public String toString() {
            return "Created[id=" + id + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record View(
            UUID id,
            String name,
            String role,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {
        static View of(ApiToken token) {
            return new View(
                    token.id(),
                    token.name(),
                    token.role().word(),
                    token.createdAt(),
                    token.lastUsedAt(),
                    token.revokedAt());
        }
    }

    private final ApiTokens tokens;

    TokensApi(ApiTokens tokens) {
        this.tokens = tokens;
    }

    @PostMapping
    @Changes(action = "create_token", resource = "api_token")
    Data<Created> create(
            Body body, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        body.knowsOnly(Set.of("name", "role"));
        if (idempotencyKey != null) {
            // The answer would be kept with the key, and the token would lie there as plain text.
            throw Refused.rule(
                    "Idempotency-Key: leave it out here; a token whose answer was lost is revoked and made anew");
        }
        NewToken made = tokens.create(body.text("name", 1, LONGEST_NAME), body.oneOf("role", Role.class));
        ApiToken token = made.token();
        return new Data<>(new Created(token.id(), token.name(), token.role().word(), made.text(), token.createdAt()));
    }

    @GetMapping
    @AdminOnly
    Page<View> list(Query query) {
        int limit = query.limit(50);
        @Nullable UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        return Page.of(tokens.page(after, limit + 1), limit, token -> PageToken.after(token.id()))
                .map(View::of);
    }

    @PostMapping("/{id}/revoke")
    @Changes(action = "revoke_token", resource = "api_token")
    Data<View> revoke(@PathVariable UUID id, Body body) {
        body.knowsOnly(Set.of());
        return new Data<>(View.of(tokens.revoke(id)));
    }
}

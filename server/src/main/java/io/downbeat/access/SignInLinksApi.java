package io.downbeat.access;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Origin;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /downbeat/v1/signInLinks}: how the commands of a simulation let a person into its console. */
@RestController
final class SignInLinksApi {
    /** @param path to be opened on the same server, with its code */
    record View(String path, Instant expiresAt) {
        @Override
        public String toString() {
            return "View[]";
        }
    }

    private final SignInLinks links;

    SignInLinksApi(SignInLinks links) {
        this.links = links;
    }

    @PostMapping("/downbeat/v1/signInLinks")
    @Changes(action = "create_sign_in_link", resource = "sign_in_link")
    Data<View> make(
            Body body, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        body.knowsOnly(Set.of());
        if (idempotencyKey != null) {
            // The answer would be kept with the key, and the code would lie there as plain text.
            throw Refused.rule("Idempotency-Key: leave it out here; a link whose answer was lost is made anew");
        }
        Origin origin = Origin.current().orElseThrow();
        SignInLink link = links.make(origin.caller());
        return new Data<>(new View(link.path(), link.expiresAt()));
    }
}

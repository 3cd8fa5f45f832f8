package io.downbeat.platform.callers;

import java.util.Optional;

/** Who holds which token. */
public interface Callers {

    /**
     * The holder of the token, unless it is unknown or was revoked. Asked on every request, so it must not cost a query
     * each time, nor tell by its time how much of a guess was right.
     */
    Optional<Caller> find(String token);
}

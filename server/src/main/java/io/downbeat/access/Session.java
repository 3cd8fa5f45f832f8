package io.downbeat.access;

import io.downbeat.platform.callers.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * Somebody signed in to the console.
 *
 * @param formToken what every form of this session carries, so that no other site can send one in its name
 * @param endsAt at the latest; it ends sooner when nobody uses it or its token is revoked
 */
public record Session(Caller caller, String formToken, Instant endsAt) {

    /** Whether the form was made for this session; in a time that does not tell how much of a guess was right. */
    public boolean made(String sentFormToken) {
        return MessageDigest.isEqual(
                formToken.getBytes(StandardCharsets.UTF_8), sentFormToken.getBytes(StandardCharsets.UTF_8));
    }

    /** The form token is not for printing. */
    @Override
    public String toString() {
        return "Session[" + caller + "]";
    }
}

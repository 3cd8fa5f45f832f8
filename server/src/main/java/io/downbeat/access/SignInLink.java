package io.downbeat.access;

import java.time.Instant;

/**
 * A link just made, with the code in it that is shown this once.
 *
 * @param path of the console's page that opens the session
 * @param expiresAt of real time, from which on it opens nothing
 */
public record SignInLink(String path, Instant expiresAt) {
    /** Where the console has the page of a link; the code follows. */
    public static final String PAGES = "/console/sign-in/once/";

    /** Whoever reads the path may sign in. */
    @Override
    public String toString() {
        return "SignInLink[]";
    }
}

package io.downbeat.console;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.csrf.CsrfException;

/** Why somebody was stopped, in a sentence for the person in front of the screen. */
final class Denials {
    private Denials() {}

    static String sentence(AccessDeniedException denied) {
        return denied instanceof CsrfException
                ? "this form is not from your session, so nothing was done; open the page again and send it once more"
                : "your token may look at everything and change nothing; sign in with one of the role admin";
    }
}

package io.downbeat.console;

import io.downbeat.access.AccessSettings;
import io.downbeat.access.Session;
import io.downbeat.access.Sessions;
import io.downbeat.access.SignIn;
import io.downbeat.platform.callers.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** In with an API token, out with a button. */
@Controller
final class SignInOut {
    private final SignIn signIns;
    private final Sessions sessions;
    private final AccessSettings settings;
    private final Pages pages;
    private final Frames frames;

    SignInOut(SignIn signIns, Sessions sessions, AccessSettings settings, Pages pages, Frames frames) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.settings = settings;
        this.pages = pages;
        this.frames = frames;
    }

    @GetMapping(ConsoleSecurity.SIGN_IN)
    ResponseEntity<byte[]> ask(HttpServletRequest request) {
        return ask(request, HttpStatus.OK, ended(request.getParameter(EndedSession.ENDED)));
    }

    private static @Nullable String ended(@Nullable String how) {
        String ended = "Your session had ended, so nothing was done. ";
        return switch (how) {
            case null -> null;
            case EndedSession.NOT_KEPT -> ended + "Sign in, and fill the form in again: it could not be kept.";
            default -> ended + "Sign in, and your form is as you left it, but for what may be secret.";
        };
    }

    @PostMapping(ConsoleSecurity.SIGN_IN)
    ResponseEntity<byte[]> signIn(HttpServletRequest request) {
        String token =
                Optional.ofNullable(request.getParameter("token")).orElse("").strip();
        return switch (signIns.signIn(
                token, request.getRemoteAddr(), settings.realTime().instant())) {
            case SignIn.Result.SignedIn(String session) -> signedIn(request, session);
            case SignIn.Result.WrongToken() ->
                ask(request, HttpStatus.UNAUTHORIZED, "This token is not known here, or it was revoked.");
            case SignIn.Result.TooManyTries(Duration wait) -> tooMany(request, wait);
        };
    }

    private ResponseEntity<byte[]> signedIn(HttpServletRequest request, String text) {
        Optional<Session> session = sessions.find(text, settings.realTime().instant());
        if (session.isEmpty() || session.get().caller().role() == Role.INGEST_ONLY) {
            sessions.close(text);
            return ask(request, HttpStatus.UNAUTHORIZED, "This token only sends usage events. It opens no pages.");
        }
        return signedIn(request, text, target(request));
    }

    /** @param session the text for the cookie */
    static ResponseEntity<byte[]> signedIn(HttpServletRequest request, String session, String target) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(
                        HttpHeaders.SET_COOKIE,
                        Visits.cookie(request, Visits.COOKIE, session).toString())
                .header(HttpHeaders.LOCATION, target)
                .build();
    }

    private ResponseEntity<byte[]> tooMany(HttpServletRequest request, Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        ResponseEntity<byte[]> page = ask(
                request,
                HttpStatus.TOO_MANY_REQUESTS,
                "Too many wrong tokens came from your address. Try again in " + seconds + " seconds.");
        return ResponseEntity.status(page.getStatusCode())
                .headers(page.getHeaders())
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds))
                .body(page.getBody());
    }

    @PostMapping(ConsoleSecurity.SIGN_OUT)
    ResponseEntity<byte[]> signOut(HttpServletRequest request) {
        Visits.cookie(request, Visits.COOKIE).ifPresent(sessions::close);
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(
                        HttpHeaders.SET_COOKIE,
                        Visits.cookie(request, Visits.COOKIE, "").toString())
                .header(HttpHeaders.LOCATION, ConsoleSecurity.SIGN_IN)
                .build();
    }

    private ResponseEntity<byte[]> ask(HttpServletRequest request, HttpStatus status, @Nullable String error) {
        return pages.render(
                status, "console/signIn.jte", new SignInPage(frames.bare(request, "Sign in"), target(request), error));
    }

    static String target(HttpServletRequest request) {
        String to = request.getParameter("to");
        return to != null && ReturnAddress.isOurs(to) ? to : ConsoleSecurity.START;
    }
}

package io.downbeat.console;

import io.downbeat.access.AccessSettings;
import io.downbeat.access.Session;
import io.downbeat.access.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/** Who visits the console: the session of a request's cookie. */
final class Visits {
    static final String COOKIE = "downbeat_session";

    /** The role of whoever may change something, as the security chain names it. */
    static final String ADMIN = "ADMIN";

    private static final String ASKED = Visits.class.getName();

    private final Sessions sessions;
    private final AccessSettings settings;

    Visits(Sessions sessions, AccessSettings settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    /** Asked of the database once for each request. */
    Optional<Session> find(HttpServletRequest request) {
        if (!(request.getAttribute(ASKED) instanceof Optional<?> known)) {
            Optional<Session> found = cookie(request, COOKIE).flatMap(text -> find(text, isRefresh(request)));
            request.setAttribute(ASKED, found);
            return found;
        }
        return known.map(Session.class::cast);
    }

    private Optional<Session> find(String text, boolean isRefresh) {
        Instant now = settings.realTime().instant();
        return isRefresh ? sessions.look(text, now) : sessions.find(text, now);
    }

    /** Whether the page asks for itself again, and nobody did. */
    static boolean isRefresh(HttpServletRequest request) {
        String query = request.getQueryString();
        return query != null && ("&" + query + "&").contains("&" + Pages.REFRESH + "&");
    }

    /** What of a refresh's query is the page's own: a view of it stays that view. */
    static String withoutRefresh(HttpServletRequest request) {
        String query = Objects.requireNonNullElse(request.getQueryString(), "");
        return query.replaceFirst("(^|&)" + Pages.REFRESH + "(&.*)?$", "");
    }

    /** Nobody's, if there is no session. */
    Authentication authentication(HttpServletRequest request) {
        return find(request)
                .<Authentication>map(session -> new PreAuthenticatedAuthenticationToken(
                        session.caller(),
                        "",
                        List.of(new SimpleGrantedAuthority(
                                "ROLE_" + session.caller().role().name()))))
                .orElseGet(() -> new AnonymousAuthenticationToken(
                        "nobody", "nobody", List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS"))));
    }

    static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] all = request.getCookies();
        return all == null
                ? Optional.empty()
                : Arrays.stream(all)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    /**
     * Never sent to the API, for which it would be no proof anyway, and by no other site.
     *
     * @param value empty takes it back
     */
    static ResponseCookie cookie(HttpServletRequest request, String name, String value) {
        // Behind a proxy that ends TLS. Whoever forges the header keeps a cookie of his own from plain connections.
        boolean isSecure = request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(isSecure)
                .sameSite("Strict")
                .path("/console");
        return (value.isEmpty() ? cookie.maxAge(0) : cookie).build();
    }
}

package io.downbeat.console;

import io.downbeat.access.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/**
 * What every form carries so that no other site can send it: the session's own token. Before anybody signed in it is a random
 * text that the browser keeps in a cookie, so that nobody is signed in by another site either.
 */
final class FormTokens implements CsrfTokenRepository {
    private static final String COOKIE = "downbeat_form";
    private static final String HEADER = "X-CSRF-TOKEN";
    private static final int RANDOM_BYTES = 32;

    private final Visits visits;
    private final SecureRandom random = new SecureRandom();

    FormTokens(Visits visits) {
        this.visits = visits;
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        return visits.find(request)
                .map(Session::formToken)
                .or(() -> Visits.cookie(request, COOKIE).filter(text -> !text.isEmpty()))
                .map(FormTokens::token)
                .orElse(null);
    }

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        if (token != null && visits.find(request).isEmpty()) {
            response.addHeader(
                    HttpHeaders.SET_COOKIE,
                    Visits.cookie(request, COOKIE, token.getToken()).toString());
        }
    }

    private static CsrfToken token(String text) {
        return new DefaultCsrfToken(HEADER, Frame.FORM_FIELD, text);
    }
}

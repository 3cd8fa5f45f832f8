package io.downbeat.console;

import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The way back for whoever sent a form when the session had ended: to the page that the form stands on, with what was filled
 * in. Nothing is sent by coming back; the page shows the form as it was, and its button.
 */
final class EndedSession {
    /** Tells the page to sign in why it is shown. */
    static final String ENDED = "ended";

    /** Encoded twice it has to fit into a header, of which servers take 8 KiB. */
    private static final int LONGEST = 2_000;

    /** A secret must not stand in an address, which is logged and remembered: it is typed again. */
    private static final Pattern SECRET =
            Pattern.compile("token|secret|password|passphrase|credential|private|api_?key|access_?key|^raw");

    private EndedSession() {}

    /** Empty if it is no form of one of our own pages: another site's must not come back with what that filled in. */
    static Optional<String> signIn(HttpServletRequest request) {
        if (!request.getMethod().equals("POST") || request.getRequestURI().equals(ConsoleSecurity.SIGN_IN)) {
            return Optional.empty();
        }
        return page(request)
                .map(page -> ConsoleSecurity.SIGN_IN + "?" + ENDED + "=true&to="
                        + URLEncoder.encode(filledIn(page, request), StandardCharsets.UTF_8));
    }

    /** By the header that our pages send to nobody but ourselves. */
    private static Optional<URI> page(HttpServletRequest request) {
        String page = request.getHeader("Referer");
        if (page == null) {
            return Optional.empty();
        }
        try {
            URI found = URI.create(page);
            boolean isOurs = found.getRawAuthority() != null
                    && found.getRawAuthority().equals(request.getHeader("Host"))
                    && found.getRawPath().startsWith(ConsoleSecurity.START)
                    && !found.getRawPath().equals(ConsoleSecurity.SIGN_IN);
            return isOurs ? Optional.of(found) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static String filledIn(URI page, HttpServletRequest request) {
        String asItWas = page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery());
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            fields.putAll(FormRequest.parse(page.getRawQuery() == null ? "" : page.getRawQuery()));
        } catch (Refused undecodable) {
            return page.getRawPath();
        }
        request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
        String query = fields.entrySet().stream()
                .filter(field -> !field.getKey().equals(Frame.FORM_FIELD))
                .filter(field ->
                        !SECRET.matcher(field.getKey().toLowerCase(Locale.ROOT)).find())
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return query.length() > LONGEST ? asItWas : page.getRawPath() + (query.isEmpty() ? "" : "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

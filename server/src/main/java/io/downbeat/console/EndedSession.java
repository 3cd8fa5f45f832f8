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

    /** What it says of a form that could not be kept. */
    static final String NOT_KEPT = "not-kept";

    /**
     * Encoded twice it has to fit into a header, of which servers take 8 KiB; and a form in which fifty deliveries are chosen
     * has to fit into it.
     */
    private static final int LONGEST = 2_500;

    /**
     * A secret must not stand in an address, which is logged and remembered: it is typed again. The path of a webhook's
     * address may hold one.
     */
    private static final Pattern SECRET =
            Pattern.compile("token|secret|password|passphrase|credential|private|api_?key|access_?key|^raw|^url$");

    /**
     * The page with what was filled in.
     *
     * @param isWhole whether that is all but secrets, and not what the page was opened with
     */
    private record Kept(String address, boolean isWhole) {}

    private EndedSession() {}

    /** Empty if it is no form of one of our own pages: another site's must not come back with what that filled in. */
    static Optional<String> signIn(HttpServletRequest request) {
        if (!request.getMethod().equals("POST") || request.getRequestURI().equals(ConsoleSecurity.SIGN_IN)) {
            return Optional.empty();
        }
        return page(request)
                .map(page -> filledIn(page, request))
                .map(kept -> ConsoleSecurity.SIGN_IN + "?" + ENDED + "=" + (kept.isWhole ? "true" : NOT_KEPT) + "&to="
                        + encoded(kept.address));
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

    private static Kept filledIn(URI page, HttpServletRequest request) {
        String asItWas = page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery());
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            fields.putAll(FormRequest.parse(page.getRawQuery() == null ? "" : page.getRawQuery()));
        } catch (Refused undecodable) {
            return new Kept(page.getRawPath(), false);
        }
        request.getParameterMap().forEach((name, values) -> fields.put(name, values[0]));
        String query = fields.entrySet().stream()
                .filter(field -> !field.getKey().equals(Frame.FORM_FIELD))
                .filter(field ->
                        !SECRET.matcher(field.getKey().toLowerCase(Locale.ROOT)).find())
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return query.length() > LONGEST
                ? new Kept(asItWas, false)
                : new Kept(page.getRawPath() + (query.isEmpty() ? "" : "?" + query), true);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

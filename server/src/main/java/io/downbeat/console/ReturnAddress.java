package io.downbeat.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The page of the console that somebody came from to a form, and lands on again when the form is done. */
public final class ReturnAddress {
    /** The name of the field, in the address of the form's page and in the form. */
    public static final String FIELD = "from";

    /** The addresses of our pages are shorter; it stands in addresses itself. */
    private static final int LONGEST = 500;

    private ReturnAddress() {}

    /** @param otherwise where to go if the request names no page of ours */
    public static String of(HttpServletRequest request, String otherwise) {
        String from = request.getParameter(FIELD);
        return from != null && from.length() <= LONGEST && isOurs(from) ? from : otherwise;
    }

    /** The form's address, with the page that it leads back to. */
    public static String to(String form, String from) {
        return with(form, FIELD + "=" + URLEncoder.encode(from, StandardCharsets.UTF_8));
    }

    /** The address with one more parameter. */
    public static String with(String address, String parameter) {
        return address + (address.contains("?") ? "&" : "?") + parameter;
    }

    /** A page of the console and nothing else: not {@code //elsewhere}, whatever browsers make of a backslash. */
    static boolean isOurs(String address) {
        return address.startsWith(ConsoleSecurity.START)
                && !address.startsWith("/console//")
                && address.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\')
                && !address.startsWith(ConsoleSecurity.SIGN_IN);
    }
}

package io.downbeat.console;

import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with the fields of its form, read here because the server reads no body by itself ({@code ServerEdge}), and no
 * further than a form can be long. What stands in the address of a form's request does not count.
 */
final class FormRequest extends HttpServletRequestWrapper {
    static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_FIELDS = 100;

    private final Map<String, String> fields;

    private FormRequest(HttpServletRequest request, Map<String, String> fields) {
        super(request);
        this.fields = fields;
    }

    /** @throws Refused if the body is too long, or none that a form sends */
    static FormRequest read(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")) {
            throw Refused.otherKind("send the form as application/x-www-form-urlencoded");
        }
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Refused.tooLarge("the form is longer than " + MOST_BYTES / 1024 + " KiB");
        }
        Map<String, String> fields = parse(new String(bytes, StandardCharsets.UTF_8));
        fields.forEach(FormRequest::requireText);
        return new FormRequest(request, fields);
    }

    /**
     * A request without a form, of whose address every parameter is text.
     *
     * @throws Refused if one is not, or the address is not encoded as addresses are
     */
    static HttpServletRequest address(HttpServletRequest request) {
        try {
            request.getParameterMap()
                    .forEach((name, values) -> List.of(values).forEach(value -> requireText(name, value)));
        } catch (IllegalStateException undecodable) {
            throw Refused.rule("the address is not encoded as addresses are");
        }
        return request;
    }

    /** What the database could not keep is nothing that anybody typed. */
    private static void requireText(String name, String value) {
        if (!Texts.isStorable(name) || !Texts.isStorable(value)) {
            throw Refused.rule("a field of the page " + Texts.NO_TEXT);
        }
    }

    /** Of a field that comes twice the first counts. */
    static Map<String, String> parse(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body.split("&", MOST_FIELDS + 1)) {
            if (fields.size() == MOST_FIELDS) {
                throw Refused.rule("the form has too many fields");
            }
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                fields.putIfAbsent(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw Refused.rule("the form is not encoded as forms are");
        }
    }

    @Override
    public @Nullable String getParameter(String name) {
        return fields.get(name);
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        String value = fields.get(name);
        return value == null ? null : new String[] {value};
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        Map<String, String[]> map = new LinkedHashMap<>();
        fields.forEach((name, value) -> map.put(name, new String[] {value}));
        return map;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(fields.keySet());
    }
}

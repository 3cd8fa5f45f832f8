package io.downbeat.platform.http;

import io.downbeat.platform.callers.Origin;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names each request: on its answer, whatever that is, and in every line that is logged while it is served. What the
 * client calls it counts if it can stand in a log as it is.
 *
 * <p>In Tomcat's outermost pipeline, because some answers are made before any servlet filter runs.
 */
final class RequestId extends ValveBase {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    RequestId() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String given = request.getHeader(HEADER);
        MDC.put(Origin.LOGGED_AS, given != null && SANE.matcher(given).matches() ? given : made());
        write(response);
        try {
            getNext().invoke(request, response);
        } finally {
            MDC.remove(Origin.LOGGED_AS);
        }
    }

    /** Once more, where an error made Tomcat forget the headers that were set. */
    static void write(Response response) {
        @Nullable String id = MDC.get(Origin.LOGGED_AS);
        if (id != null) {
            response.setHeader(HEADER, id);
        }
    }

    private static String made() {
        return "%016x".formatted(ThreadLocalRandom.current().nextLong());
    }
}

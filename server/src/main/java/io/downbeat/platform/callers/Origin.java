package io.downbeat.platform.callers;

import io.downbeat.core.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Who asks for what is being done right now, and from where. Work that the server does by itself has none.
 *
 * @param requestId as it stands on the answer and in the log
 * @param address of whoever holds the other end of the connection
 * @param userAgent what the client calls itself, cut where it is too long
 */
public record Origin(
        Caller caller,
        String requestId,
        String address,
        @Nullable String userAgent) {
    private static final int LONGEST_USER_AGENT = 255;

    /** What the id of a request is called in the log; as logback.xml has it. */
    public static final String LOGGED_AS = "request_id";

    /** Of the thread, because each request is served by one of its own from its first filter to its answer. */
    private static final ThreadLocal<@Nullable Origin> CURRENT = new ThreadLocal<>();

    /** Ends what {@link #enter} began. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    public static Origin of(Caller caller, HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new Origin(
                caller, named(), request.getRemoteAddr(), agent == null ? null : Text.cut(agent, LONGEST_USER_AGENT));
    }

    /** What the request of this thread is called, on its answer and in the log; whoever asks, also without a token. */
    public static Optional<String> requestOfThread() {
        return Optional.ofNullable(MDC.get(LOGGED_AS));
    }

    private static String named() {
        return requestOfThread()
                .orElseThrow(() ->
                        new IllegalStateException("a request without an id: the valve that names it did not run"));
    }

    public static Optional<Origin> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** What this thread does until the scope is closed is asked for by this one. */
    public Scope enter() {
        return entered(this);
    }

    /**
     * What this thread does until the scope is closed is the server's own work, though a request set it off: whoever
     * advances the clock does not finalize the invoices.
     */
    public static Scope enterSystem() {
        return entered(null);
    }

    private static Scope entered(@Nullable Origin origin) {
        @Nullable Origin before = CURRENT.get();
        CURRENT.set(origin);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }
}

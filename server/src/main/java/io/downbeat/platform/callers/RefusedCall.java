package io.downbeat.platform.callers;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * A call to change something that was refused. Where the request runs in one transaction, because of its {@code
 * Idempotency-Key}, it waits with the request until that has taken back what the call had done.
 */
public record RefusedCall(Changes operation, String message) {
    private static final String WAITING = RefusedCall.class.getName();

    /** The caller's own mistakes and conflicts; 401 and 403 never got as far as the operation, 5xx is our failure. */
    private static final Set<Integer> LOGGED = Set.of(400, 404, 409);

    /** Empty if the operation changes nothing, or the status is none that is written down. */
    public static Optional<RefusedCall> of(HttpServletRequest request, int status, String message) {
        if (!LOGGED.contains(status)
                || !(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
                        instanceof HandlerMethod handler)) {
            return Optional.empty();
        }
        return Optional.ofNullable(handler.getMethodAnnotation(Changes.class))
                .map(operation -> new RefusedCall(operation, message));
    }

    public void waitWith(HttpServletRequest request) {
        request.setAttribute(WAITING, this);
    }

    public static Optional<RefusedCall> waitingWith(HttpServletRequest request) {
        return Optional.ofNullable((RefusedCall) request.getAttribute(WAITING));
    }
}

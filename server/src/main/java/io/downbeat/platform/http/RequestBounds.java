package io.downbeat.platform.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the body of every request in size and time, and of those without a token also how many are read at once. Each
 * request has a virtual thread of its own, so what must never be used up by strangers is memory.
 */
final class RequestBounds extends OncePerRequestFilter {
    private final ServerAccess access;
    private final RequestLimits limits;
    private final Semaphore places = new Semaphore(RequestLimits.WITHOUT_TOKEN_AT_ONCE);

    RequestBounds(ServerAccess access, RequestLimits limits) {
        this.access = access;
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long nanos = limits.bodyTime().toNanos();
        if (!access.isOpen(request.getRequestURI())) {
            chain.doFilter(new BoundedRequest(request, RequestLimits.MOST, nanos, () -> {}), response);
            return;
        }
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            // Said first, because a refusal that leaves the body unread must end the connection.
            response.setHeader("Connection", "close");
        }
        var place = new Admission();
        try {
            chain.doFilter(new BoundedRequest(request, RequestLimits.MOST_WITHOUT_TOKEN, nanos, place::take), response);
        } finally {
            place.leave();
        }
    }

    /** One of the places, held from the first byte that is read until the request was answered. */
    private final class Admission {
        private boolean taken;

        void take() {
            if (!places.tryAcquire()) {
                throw Refused.overloaded("too many requests of this kind at once; try again later");
            }
            taken = true;
        }

        void leave() {
            if (taken) {
                places.release();
            }
        }
    }
}

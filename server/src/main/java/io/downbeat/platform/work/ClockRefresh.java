package io.downbeat.platform.work;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/** Each request sees one now, also one that another server on the database advanced to a moment ago. */
final class ClockRefresh extends OncePerRequestFilter {
    /** Answered without the database, which may be away: whoever asks wants to know just that. */
    private static final Set<String> WITHOUT_DATABASE = Set.of("/health/live", "/metrics");

    private final BusinessClock clock;

    ClockRefresh(BusinessClock clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        clock.refresh();
        chain.doFilter(request, response);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return WITHOUT_DATABASE.contains(request.getRequestURI());
    }
}

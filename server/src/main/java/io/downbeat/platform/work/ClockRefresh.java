package io.downbeat.platform.work;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Each request sees one now, also one that another server on the database advanced to a moment ago. */
final class ClockRefresh extends OncePerRequestFilter {
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
}

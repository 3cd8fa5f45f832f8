package io.downbeat.platform.work;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Wakes this server's work after each request that may have made something due, once its transaction is over. Ingest makes
 * nothing due but what its hour brings anyway, and there are thousands of it a second.
 */
final class WakeWork extends OncePerRequestFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String INGEST = "/v1/ingest";

    private final ObjectProvider<WorkRunner> works;

    WakeWork(ObjectProvider<WorkRunner> works) {
        this.works = works;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } finally {
            works.ifAvailable(WorkRunner::wake);
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return READING.contains(request.getMethod()) || request.getRequestURI().equals(INGEST);
    }
}

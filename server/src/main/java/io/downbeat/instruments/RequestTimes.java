package io.downbeat.instruments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * How long each request took, by the pattern of its route: ids in a path, and whatever else a client may choose, would make
 * a series of each.
 */
final class RequestTimes extends OncePerRequestFilter {
    private static final String NO_ROUTE = "none";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String OTHER_METHOD = "other";
    private static final Duration[] STEPS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private record Series(String route, String method, int status) {}

    private final MeterRegistry registry;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    RequestTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long began = System.nanoTime();
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            // What is thrown this far becomes a 500 only after this filter.
            Series series = series(request, answered ? response.getStatus() : 500);
            timers.computeIfAbsent(series, this::timer).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        }
    }

    private static Series series(HttpServletRequest request, int status) {
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String method = request.getMethod();
        return new Series(
                route == null ? NO_ROUTE : route.toString(), METHODS.contains(method) ? method : OTHER_METHOD, status);
    }

    private Timer timer(Series series) {
        return Timer.builder("downbeat.http.requests")
                .description("How long requests took, in real time, by the pattern of their route")
                .tag("route", series.route())
                .tag("method", series.method())
                .tag("status", String.valueOf(series.status()))
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }
}

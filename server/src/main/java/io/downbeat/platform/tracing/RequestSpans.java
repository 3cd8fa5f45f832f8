package io.downbeat.platform.tracing;

import io.downbeat.platform.callers.Origin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * A span for each request, by the pattern of its route, and a child of the client's own where that sent one. Neither the
 * address itself nor any header stands in it: an address may hold names, and a header a token.
 */
final class RequestSpans extends OncePerRequestFilter {
    private static final TextMapGetter<HttpServletRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Context parent = tracing.propagator().extract(Context.root(), request, HEADERS);
        try {
            tracing.run(request.getMethod(), SpanKind.SERVER, parent, Map.of(), span -> {
                serve(span, request, response, chain);
                return span;
            });
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        } catch (Unserved failure) {
            throw failure.cause;
        }
    }

    private static void serve(Span span, HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        try {
            chain.doFilter(request, response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ServletException failure) {
            throw new Unserved(failure);
        } finally {
            Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            if (route != null) {
                span.updateName(request.getMethod() + " " + route);
                span.setAttribute("http.route", route.toString());
            }
            span.setAttribute("http.request.method", request.getMethod());
            span.setAttribute("http.response.status_code", response.getStatus());
            Origin.requestOfThread().ifPresent(id -> span.setAttribute("downbeat.request_id", id));
            if (response.getStatus() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
        }
    }

    /** Carries a checked exception out of the span. */
    private static final class Unserved extends RuntimeException {
        private final ServletException cause;

        private Unserved(ServletException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}

package io.downbeat.platform.callers;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Lets a token of a small role reach only what the role is for. A filter and no interceptor, because it must run before a
 * body is read and before an {@code Idempotency-Key} is touched.
 *
 * <p>The handler is found by the very mapping that will serve the request, so that no spelling of a path is one thing
 * here and another there. What has no handler is answered as it is to everybody (404, 405, 501), save that a token for
 * events sends nothing else anywhere.
 */
public final class RoleCheck extends OncePerRequestFilter {
    private static final Set<String> SENDING = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Supplier<RequestMappingHandlerMapping> handlers;

    public RoleCheck(Supplier<RequestMappingHandlerMapping> handlers) {
        this.handlers = handlers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Who came in by an open path has no role, and proves itself another way.
        Role role = Origin.current().map(origin -> origin.caller().role()).orElse(Role.ADMIN);
        if (role == Role.ADMIN || mayReach(role, request)) {
            chain.doFilter(request, response);
        } else {
            EarlyRefusal.write(
                    response, 403, "the role " + role.word() + " of this token does not reach this operation");
        }
    }

    private boolean mayReach(Role role, HttpServletRequest request) throws ServletException {
        boolean sends = SENDING.contains(request.getMethod());
        Optional<HandlerMethod> handler = handler(request);
        if (handler.isEmpty()) {
            return role == Role.READ_ONLY || !sends;
        }
        HandlerMethod found = handler.get();
        return switch (role) {
            case ADMIN -> true;
            case READ_ONLY ->
                !found.hasMethodAnnotation(AdminOnly.class) && (!sends || found.hasMethodAnnotation(Reads.class));
            case INGEST_ONLY -> found.hasMethodAnnotation(Ingests.class);
        };
    }

    private Optional<HandlerMethod> handler(HttpServletRequest request) throws ServletException {
        ServletRequestPathUtils.parseAndCache(request);
        try {
            HandlerExecutionChain found = handlers.get().getHandler(request);
            return found != null && found.getHandler() instanceof HandlerMethod method
                    ? Optional.of(method)
                    : Optional.empty();
        } catch (ServletException otherMethod) {
            // Another method of a path that is there: the dispatcher will say so.
            return Optional.empty();
        } catch (Exception unexpected) {
            throw new ServletException("the handler of a request was not found", unexpected);
        } finally {
            ServletRequestPathUtils.clearParsedRequestPath(request);
        }
    }
}

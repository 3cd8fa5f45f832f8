package io.downbeat.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

/** Who a request is from is read from its session and written nowhere: signing in opens a session of {@code access}. */
final class SessionContexts implements SecurityContextRepository {
    private final Visits visits;

    SessionContexts(Visits visits) {
        this.visits = visits;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new DeferredSecurityContext() {
            @Override
            public SecurityContext get() {
                return new SecurityContextImpl(visits.authentication(request));
            }

            @Override
            public boolean isGenerated() {
                return visits.find(request).isEmpty();
            }
        };
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return new SecurityContextImpl(visits.authentication(holder.getRequest()));
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        // Nothing of it outlives the request.
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return visits.find(request).isPresent();
    }
}

package io.downbeat.platform.http;

import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Callers;
import io.downbeat.platform.callers.EarlyRefusal;
import io.downbeat.platform.callers.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only requests with a valid token through, and says for whom they are; a few paths carry their own proof or need none.
 * Runs before anything that reads a body.
 *
 * <p>Guessing is not slowed down here: a token has 256 bits, and behind one address may be a thousand honest clients.
 */
public final class BearerAuthentication extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(BearerAuthentication.class);
    private static final String SCHEME = "Bearer ";
    private static final String PASSED = BearerAuthentication.class.getName();

    private final ServerAccess access;
    private final Callers callers;

    BearerAuthentication(ServerAccess access, Callers callers) {
        this.access = access;
        this.callers = callers;
    }

    /** Whether this request showed a token. */
    public static boolean hasPassed(ServletRequest request) {
        return request.getAttribute(PASSED) != null;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return access.isOpen(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            unknown(response, "no bearer token; send Authorization: Bearer <token>");
            return;
        }
        Optional<Caller> caller;
        try {
            caller = callers.find(header.substring(SCHEME.length()).trim());
        } catch (DataAccessException gone) {
            LOG.error("whose token this is cannot be asked of the database", gone);
            EarlyRefusal.write(response, 503, "the database cannot be reached; try again");
            return;
        }
        if (caller.isEmpty()) {
            unknown(response, "the bearer token is not valid");
            return;
        }
        request.setAttribute(PASSED, true);
        try (var _ = Origin.of(caller.get(), request).enter()) {
            chain.doFilter(request, response);
        }
    }

    private static void unknown(HttpServletResponse response, String message) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        EarlyRefusal.write(response, 401, message);
    }
}

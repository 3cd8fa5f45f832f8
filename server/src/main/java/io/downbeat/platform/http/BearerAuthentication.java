package io.downbeat.platform.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only requests with the server's token through; a few paths carry their own proof or need none. Runs before
 * anything that reads a body.
 */
public final class BearerAuthentication extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";
    private static final String PASSED = BearerAuthentication.class.getName();

    private final ServerAccess access;
    private final byte[] token;

    BearerAuthentication(ServerAccess access) {
        this.access = access;
        this.token = access.token().getBytes(StandardCharsets.UTF_8);
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
            refuse(response, "no bearer token; send Authorization: Bearer <token>");
        } else if (!isToken(header.substring(SCHEME.length()).trim())) {
            refuse(response, "the bearer token is not valid");
        } else {
            request.setAttribute(PASSED, true);
            chain.doFilter(request, response);
        }
    }

    /** Compares in a time that does not tell how much of a guess was right. */
    private boolean isToken(String guess) {
        return MessageDigest.isEqual(token, guess.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpServletResponse response, String message) throws IOException {
        response.setStatus(401);
        response.setHeader("WWW-Authenticate", "Bearer");
        response.setContentType("application/json");
        response.getOutputStream().write(("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}

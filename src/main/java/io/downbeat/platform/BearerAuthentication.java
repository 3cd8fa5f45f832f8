package io.downbeat.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only requests with the server's token through; a few paths carry their own proof or need none. */
final class BearerAuthentication extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final byte[] token;
    private final List<String> openPaths;

    /** @param openPaths paths, or prefixes ending in {@code /}, that are served without a token */
    BearerAuthentication(String token, List<String> openPaths) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.openPaths = List.copyOf(openPaths);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return openPaths.stream().anyMatch(open -> open.endsWith("/") ? path.startsWith(open) : path.equals(open));
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

package io.downbeat.platform.http;

import java.util.List;

/**
 * Who may come in.
 *
 * @param token the bearer token every request carries
 * @param openPaths paths, or prefixes ending in {@code /}, served without it: each proves itself another way or tells
 *     nothing
 */
public record ServerAccess(String token, List<String> openPaths) {
    public ServerAccess {
        openPaths = List.copyOf(openPaths);
    }

    /** Whether the request of this path is served without a token. */
    boolean isOpen(String path) {
        return openPaths.stream().anyMatch(open -> open.endsWith("/") ? path.startsWith(open) : path.equals(open));
    }

    @Override
    public String toString() {
        return "ServerAccess[open=" + openPaths + "]";
    }
}

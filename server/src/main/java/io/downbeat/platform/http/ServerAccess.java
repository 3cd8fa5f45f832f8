package io.downbeat.platform.http;

import java.util.List;

/**
 * Where one may come in without a token.
 *
 * @param openPaths paths, or prefixes ending in {@code /}: each proves itself another way or tells nothing
 */
public record ServerAccess(List<String> openPaths) {
    public ServerAccess {
        openPaths = List.copyOf(openPaths);
    }

    /** Whether the request of this path is served without a token. */
    boolean isOpen(String path) {
        return openPaths.stream().anyMatch(open -> open.endsWith("/") ? path.startsWith(open) : path.equals(open));
    }
}

package io.downbeat.platform;

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

    @Override
    public String toString() {
        return "ServerAccess[open=" + openPaths + "]";
    }
}

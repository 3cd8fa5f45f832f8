package io.downbeat.platform.callers;

import java.util.UUID;

/**
 * Whoever showed a valid token.
 *
 * @param tokenId names the token without telling it
 * @param name what people called the token when they made it
 */
public record Caller(UUID tokenId, String name, Role role) {}

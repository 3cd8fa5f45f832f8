package io.downbeat.sandbox.aws;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Temporary keys that STS gave out, as the services that they are used with know them. */
final class SessionKeys {
    /** How every one of them begins. */
    static final String PREFIX = "ASIASANDBOX";

    /** @param account as which the bearer acts */
    record Issued(String account, Instant expires) {}

    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    void add(String accessKeyId, Issued keys) {
        issued.put(accessKeyId, keys);
    }

    Optional<Issued> find(String accessKeyId) {
        return Optional.ofNullable(issued.get(accessKeyId));
    }

    /** Whether a key is a session's, which this STS or the one before it gave out; those of an earlier start are over. */
    static boolean isOurs(String accessKeyId) {
        return accessKeyId.startsWith(PREFIX);
    }

    void clear() {
        issued.clear();
    }
}

package io.downbeat.platform.work;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/**
 * Says in the log what calls to other hosts failed of, text and all, where a line for each of them would be a flood: the
 * same kind of failure of the same host at most every ten minutes of real time. What is kept of it elsewhere is its class.
 */
public final class FailureLog {
    private static final Duration QUIET = Duration.ofMinutes(10);
    /** Hosts that somebody else may name, such as webhooks', must not fill the memory. */
    private static final int MOST = 1000;

    private final Logger log;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    public FailureLog(Logger log) {
        this.log = log;
    }

    /** @param whom was called, such as the host's name; no part of a request that may hold a secret */
    public void tell(String whom, Throwable failure) {
        long now = System.nanoTime();
        String kind = whom + " " + failure.getClass().getName();
        if (told.size() >= MOST) {
            told.clear();
        }
        Long before = told.get(kind);
        if (before == null || now - before > QUIET.toNanos()) {
            told.put(kind, now);
            Throwable cause = failure.getCause();
            log.warn("{}: {}{}", whom, failure, cause == null ? "" : ", because of " + cause);
        }
    }
}

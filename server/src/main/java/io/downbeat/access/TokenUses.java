package io.downbeat.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Writes down when a token was last used, at most once a minute for each and beside the request that uses it. What is lost
 * with a server that dies, or while the database is away, is written at the next use.
 */
final class TokenUses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenUses.class);
    private static final Duration EXACTNESS = Duration.ofMinutes(1);

    private final TokenStore tokens;
    private final Map<UUID, Instant> written = new ConcurrentHashMap<>();
    private final ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();

    TokenUses(TokenStore tokens) {
        this.tokens = tokens;
    }

    void used(UUID token, Instant now) {
        Instant last = written.get(token);
        if (last == null || !last.plus(EXACTNESS).isAfter(now)) {
            written.put(token, now);
            beside.execute(() -> write(token, now));
        }
    }

    private void write(UUID token, Instant now) {
        try {
            tokens.used(token, now, EXACTNESS);
        } catch (DataAccessException gone) {
            written.remove(token);
            LOG.warn("when the token {} was last used could not be written down", token, gone);
        }
    }

    /** Waits for what is being written. */
    @Override
    public void close() {
        beside.close();
    }
}

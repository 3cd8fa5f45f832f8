package io.downbeat.usage.events;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drops the keys of events received more than 35 days ago, with the notes that one was sent again, once a day. By then
 * no repetition can come: an event is taken from a day before its timestamp until 34 days after it, and not outside.
 */
final class ForgetEventKeys implements DueWork {
    private static final Duration KEPT = EventReader.AHEAD.plus(EventReader.BEHIND);
    private static final Duration EVERY = Duration.ofDays(1);
    private static final int AT_ONCE = 20_000;
    private static final String NEXT = """
        SELECT next_at FROM usage_event_key_sweep WHERE EXISTS (SELECT FROM usage_event_key)
        """;
    private static final String CLAIM = """
        SELECT true FROM usage_event_key_sweep WHERE next_at <= :now FOR UPDATE SKIP LOCKED
        """;
    private static final String FORGET = """
        WITH forgotten AS (
            DELETE FROM usage_event_key WHERE transaction_id IN
                (SELECT transaction_id FROM usage_event_key WHERE received_at < :before LIMIT :limit)
            RETURNING transaction_id
        ), repeats AS (
            DELETE FROM usage_event_repeat WHERE transaction_id IN (SELECT transaction_id FROM forgotten)
        )
        SELECT count(*) FROM forgotten
        """;
    private static final String NOT_BEFORE = "UPDATE usage_event_key_sweep SET next_at = :at";

    private final Transactions transactions;
    private final JdbcClient database;

    ForgetEventKeys(Transactions transactions, JdbcClient database) {
        this.transactions = transactions;
        this.database = database;
    }

    @Override
    public String name() {
        return "forget_event_keys";
    }

    @Override
    public Optional<Instant> nextDue() {
        return database.sql(NEXT).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    @Override
    public int runDue(Instant now) {
        return transactions.in(() -> sweep(now));
    }

    private int sweep(Instant now) {
        boolean mine = database.sql(CLAIM)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .optional()
                .isPresent();
        if (!mine) {
            return 0;
        }
        int forgotten = database.sql(FORGET)
                .param("before", now.minus(KEPT).atOffset(ZoneOffset.UTC))
                .param("limit", AT_ONCE)
                .query(Integer.class)
                .single();
        if (forgotten < AT_ONCE) {
            database.sql(NOT_BEFORE)
                    .param("at", now.plus(EVERY).atOffset(ZoneOffset.UTC))
                    .update();
        }
        return Math.max(1, forgotten);
    }
}

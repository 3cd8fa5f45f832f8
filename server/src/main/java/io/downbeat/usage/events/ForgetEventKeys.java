package io.downbeat.usage.events;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT 1 FROM usage_event_key LIMIT 1)";
    private static final String NEXT = "SELECT next_at FROM usage_event_key_sweep";
    private static final String CLAIM = """
        SELECT true FROM usage_event_key_sweep WHERE next_at <= :now FOR UPDATE SKIP LOCKED
        """;
    private static final String OLD = """
        SELECT transaction_id FROM usage_event_key WHERE received_at < :before LIMIT :limit
        """;
    private static final String FORGET =
            "DELETE FROM usage_event_key WHERE transaction_id = ANY(:transactionIds::text[])";
    private static final String FORGET_REPEATS = """
        DELETE FROM usage_event_repeat WHERE transaction_id = ANY(:transactionIds::text[])
        """;
    private static final String NOT_BEFORE = "UPDATE usage_event_key_sweep SET next_at = :at";

    private final Transactions transactions;
    private final JdbcClient database;
    /** Since the last sweep. What asks when work is due asks often, and the keys may lie on many nodes. */
    private volatile boolean sawKeys;

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
        if (!sawKeys) {
            sawKeys = database.sql(IS_THERE_ANY).query(Boolean.class).single();
        }
        return sawKeys
                ? Optional.of(
                        database.sql(NEXT).query(OffsetDateTime.class).single().toInstant())
                : Optional.empty();
    }

    @Override
    public int runDue(Instant now) {
        return transactions.in(() -> sweep(now));
    }

    private int sweep(Instant now) {
        boolean mine = database.sql(CLAIM)
                .param("now", Rows.at(now))
                .query(Boolean.class)
                .optional()
                .isPresent();
        if (!mine) {
            return 0;
        }
        String[] old = database.sql(OLD)
                .param("before", Rows.at(now.minus(KEPT)))
                .param("limit", AT_ONCE)
                .query(String.class)
                .list()
                .toArray(String[]::new);
        database.sql(FORGET).param("transactionIds", old).update();
        database.sql(FORGET_REPEATS).param("transactionIds", old).update();
        if (old.length < AT_ONCE) {
            database.sql(NOT_BEFORE).param("at", Rows.at(now.plus(EVERY))).update();
            sawKeys = false;
        }
        return Math.max(1, old.length);
    }
}

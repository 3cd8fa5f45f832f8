package io.downbeat.usage.events;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.work.DueWork;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drops the keys of events received more than 35 days ago, with the notes that one was sent again, once a day. By then
 * no repetition can come: an event is taken from a day before its timestamp until 34 days after it, and not outside.
 */
final class ForgetEventKeys implements DueWork {
    private static final Duration KEPT = EventReader.AHEAD.plus(EventReader.BEHIND);
    private static final Duration EVERY = Duration.ofDays(1);
    /** About so many keys in one transaction. */
    private static final int AT_ONCE = 20_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String IS_THERE_ANY = "SELECT EXISTS (SELECT 1 FROM usage_event_key LIMIT 1)";
    private static final String NEXT = "SELECT next_at FROM usage_event_key_sweep";
    private static final String CLAIM = """
        SELECT true FROM usage_event_key_sweep WHERE next_at <= :now FOR UPDATE SKIP LOCKED
        """;
    // By time, which the summaries of the key's blocks know: a limit alone would pass, with every batch again, the rows
    // that the batches before it have left dead.
    private static final String OLDEST =
            "SELECT min(received_at) AS oldest FROM usage_event_key WHERE received_at < :end";
    private static final String FORGET = """
        DELETE FROM usage_event_key WHERE received_at >= :from AND received_at < :until RETURNING transaction_id
        """;
    private static final String FORGET_REPEATS = """
        DELETE FROM usage_event_repeat WHERE transaction_id = ANY(:transactionIds::text[])
        """;
    private static final String NOT_BEFORE = "UPDATE usage_event_key_sweep SET next_at = :at";

    private final Transactions transactions;
    private final JdbcClient database;
    /** Since the last sweep. What asks when work is due asks often, and the keys may lie on many nodes. */
    private volatile boolean sawKeys;
    /** How far this server's sweep of today is; {@code null} between two. */
    private volatile @Nullable Position reached;

    /** Keys from {@code from} on are next, those of so long a time together. */
    private record Position(Instant from, Duration slice) {
        Instant until(Instant end) {
            Instant until = from.plus(slice);
            return until.isBefore(end) ? until : end;
        }

        /** Slices follow how many keys come, which nobody tells. */
        Position after(Instant until, int keys) {
            if (keys > AT_ONCE && slice.compareTo(SHORTEST) > 0) {
                return new Position(until, slice.dividedBy(2));
            }
            return new Position(until, keys < AT_ONCE / 4 ? slice.multipliedBy(2) : slice);
        }
    }

    private record Swept(@Nullable Position next, int keys) {}

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
        Swept swept = transactions.in(() -> sweep(now));
        // Only now is it behind us.
        reached = swept.next();
        return swept.keys();
    }

    private Swept sweep(Instant now) {
        boolean mine = database.sql(CLAIM)
                .param("now", Rows.at(now))
                .query(Boolean.class)
                .optional()
                .isPresent();
        if (!mine) {
            return new Swept(null, 0);
        }
        Instant end = now.minus(KEPT);
        Position at = reached == null ? oldest(end) : reached;
        int keys = 0;
        while (at != null && keys < AT_ONCE) {
            Instant until = at.until(end);
            int forgotten = forget(at.from(), until);
            keys += forgotten;
            at = until.isBefore(end) ? at.after(until, forgotten) : null;
        }
        if (at == null) {
            database.sql(NOT_BEFORE).param("at", Rows.at(now.plus(EVERY))).update();
            sawKeys = false;
        }
        return new Swept(at, Math.max(1, keys));
    }

    private @Nullable Position oldest(Instant end) {
        return database.sql(OLDEST)
                .param("end", Rows.at(end))
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "oldest")))
                .single()
                .map(from -> new Position(from, SHORTEST))
                .orElse(null);
    }

    private int forget(Instant from, Instant until) {
        String[] old = database.sql(FORGET)
                .param("from", Rows.at(from))
                .param("until", Rows.at(until))
                .query(String.class)
                .list()
                .toArray(String[]::new);
        database.sql(FORGET_REPEATS).param("transactionIds", old).update();
        return old.length;
    }
}

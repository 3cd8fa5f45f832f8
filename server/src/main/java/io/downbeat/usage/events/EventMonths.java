package io.downbeat.usage.events;

import io.downbeat.platform.db.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/** The monthly partitions of the events: made when the month's first event comes, dropped whole when they are old. */
final class EventMonths {
    private static final Logger LOG = LoggerFactory.getLogger(EventMonths.class);
    private static final String CHECK_VIOLATION = "23514";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String PREFIX = "usage_event_month_";
    private static final String ONE_SERVER_AT_A_TIME = "SELECT pg_advisory_xact_lock(7202)";
    private static final String WAIT_NO_LONGER = "SELECT set_config('lock_timeout', '1s', true)";
    private static final Duration AHEAD = Duration.ofDays(7);
    private static final Duration BETWEEN_TRIES = Duration.ofMinutes(10);
    private static final String EXISTS = "SELECT to_regclass(:name) IS NOT NULL";
    private static final String OLDEST = """
        SELECT min(c.relname::text) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'usage_event'::regclass AND c.relname LIKE 'usage\\_event\\_month\\_%'
        """;

    private final Transactions transactions;
    private final JdbcClient database;
    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();
    private volatile Instant nextTryAt = Instant.MIN;

    EventMonths(Transactions transactions, JdbcClient database) {
        this.transactions = transactions;
        this.database = database;
    }

    /**
     * Makes the partition that an event received now belongs in, if it is missing, and near a month's end the next one's: making
     * it takes the table alone for a moment, and at a month's first event it could not wait until whoever reads the table for
     * hours, a {@code pg_dump} for instance, is through.
     */
    void ensure(Instant now) {
        YearMonth month = monthOf(now);
        if (!known.contains(month)) {
            make(month);
        }
        YearMonth coming = monthOf(now.plus(AHEAD));
        if (!known.contains(coming) && !now.isBefore(nextTryAt)) {
            nextTryAt = now.plus(BETWEEN_TRIES);
            makeAhead(coming);
        }
    }

    /** Without keeping anybody waiting for longer than a moment; there is time to try again. */
    private void makeAhead(YearMonth month) {
        try {
            transactions.apart(() -> {
                database.sql(WAIT_NO_LONGER).query(row -> {});
                create(month);
                return month;
            });
            known.add(month);
        } catch (DataAccessException | TransactionException busy) {
            LOG.info("the partition of {} could not be made yet, and will be tried again", month, busy);
        }
    }

    private void make(YearMonth month) {
        try {
            // Apart: the lock it takes on the table must not be held while a request's own work goes on.
            transactions.apart(() -> {
                create(month);
                return month;
            });
        } catch (DataAccessException refused) {
            if (!isRefusedWith(CHECK_VIOLATION, refused)) {
                throw refused;
            }
            // Some of the month are in the default partition already; the rest go there too.
            LOG.warn("events of {} stay in the default partition", month);
        }
        known.add(month);
    }

    private void create(YearMonth month) {
        database.sql(ONE_SERVER_AT_A_TIME).query(row -> {});
        if (database.sql(EXISTS)
                .param("name", nameOf(month))
                .query(Boolean.class)
                .single()) {
            return;
        }
        // A month's own text: there is nothing in it that came from outside.
        database.sql("CREATE TABLE %s PARTITION OF usage_event FOR VALUES FROM ('%s-01 00:00Z') TO ('%s-01 00:00Z')"
                        .formatted(nameOf(month), month, month.plusMonths(1)))
                .update();
    }

    /** Whether somebody had the table in use for longer than a change of it waits. */
    static boolean isInUse(DataAccessException refused) {
        return isRefusedWith(LOCK_NOT_AVAILABLE, refused);
    }

    private static boolean isRefusedWith(String state, DataAccessException refused) {
        return refused.getRootCause() instanceof SQLException cause && state.equals(cause.getSQLState());
    }

    /** The end of the oldest month that is kept in a partition of its own. */
    Optional<Instant> endOfOldest() {
        return oldest().map(month -> startOf(month.plusMonths(1)));
    }

    /**
     * Drops the oldest month with all its events, if it has ended by then. Judged here, at the moment of dropping: another
     * server may just have dropped the one that was the oldest.
     *
     * @throws DataAccessException also if it {@linkplain #isInUse is in use}; then it is still there
     */
    boolean dropOldest(Instant endedBy) {
        return transactions.in(() -> isDropped(endedBy));
    }

    private boolean isDropped(Instant endedBy) {
        Optional<YearMonth> due =
                oldest().filter(month -> !startOf(month.plusMonths(1)).isAfter(endedBy));
        due.ifPresent(month -> {
            // Events that come in would wait behind it, and it for whoever reads the table; the next round tries again.
            database.sql(WAIT_NO_LONGER).query(row -> {});
            database.sql("DROP TABLE IF EXISTS " + nameOf(month)).update();
            known.remove(month);
        });
        return due.isPresent();
    }

    private Optional<YearMonth> oldest() {
        return database.sql(OLDEST)
                .query(String.class)
                .optional()
                .map(name -> YearMonth.parse(name.substring(PREFIX.length()).replace('_', '-')));
    }

    private static String nameOf(YearMonth month) {
        return PREFIX + month.toString().replace('-', '_');
    }

    private static YearMonth monthOf(Instant instant) {
        return YearMonth.from(instant.atOffset(ZoneOffset.UTC));
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}

package io.downbeat.platform.work;

import io.downbeat.platform.db.PassingFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an exception of ours comes to: what may be kept of it, and whether doing the same again is worth it. Every job
 * asks here, so that one kind of failure has one answer.
 *
 * @param words its class and, where the database names one, the constraint. Its text may quote a credential and goes to
 *     the log only
 * @param passes it may go away by itself: no connection, a deadlock, a timeout. What does not pass is tried a handful of
 *     times, since another transaction may have come in between, and is then told to a person
 */
public record Failure(String words, boolean passes) {
    /** How often in a row what does not pass is tried. */
    public static final int TRIES = 3;

    /**
     * The first two letters of SQLSTATE: connection, rolled back for another's sake, no resources, object in use,
     * stopped by an operator or a timeout, input and output.
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");
    /** The server became a standby of another one; this one was frozen for so long that the database ended its session. */
    private static final Set<String> PASSING_STATES = Set.of("25006", PassingFailure.ENDED_IDLE);

    public static Failure of(Throwable failure) {
        PSQLException said = find(failure, PSQLException.class);
        ServerErrorMessage details = said == null ? null : said.getServerErrorMessage();
        String constraint = details == null ? null : details.getConstraint();
        return new Failure(name(failure) + (constraint == null ? "" : " on " + constraint), isPassing(failure));
    }

    /** Whether the database refused because of this constraint. */
    public static boolean isOf(Throwable failure, String constraint) {
        return of(failure).words().endsWith(" on " + constraint);
    }

    private static String name(Throwable failure) {
        String simple = failure.getClass().getSimpleName();
        return simple.isEmpty() ? failure.getClass().getName() : simple;
    }

    private static boolean isPassing(Throwable failure) {
        SQLException sql = find(failure, SQLException.class);
        if (sql != null && sql.getSQLState() != null) {
            String state = sql.getSQLState();
            return PASSING_STATES.contains(state) || PASSING.contains(state.substring(0, Math.min(2, state.length())));
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (isPassingByItself(each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassingByItself(Throwable one) {
        return switch (one) {
            case SQLTransientException _ -> true;
            case SQLRecoverableException _ -> true;
            case IOException _ -> true;
            case UncheckedIOException _ -> true;
            case TimeoutException _ -> true;
            default -> PassingFailure.of(one).isPresent();
        };
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}

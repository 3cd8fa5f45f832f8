package io.downbeat.platform.db;

import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Why the database did not do what was asked although nothing was wrong with it: the same may go through a moment later. */
public enum PassingFailure {
    /** Nobody gets through for now, whatever they ask. */
    UNREACHABLE,
    /** Somebody else changed the same thing at the same moment. */
    CONTENDED,
    SLOW;

    /** The database ended the session of a server that was frozen in a transaction. */
    public static final String ENDED_IDLE = "25P03";

    /** Of the failure itself, not of its causes; empty for one that does not pass. */
    public static Optional<PassingFailure> of(Throwable failure) {
        return switch (failure) {
            case DataAccessResourceFailureException _ -> Optional.of(UNREACHABLE);
            case RecoverableDataAccessException _ -> Optional.of(UNREACHABLE);
            case CannotCreateTransactionException _ -> Optional.of(UNREACHABLE);
            case ConcurrencyFailureException _ -> Optional.of(CONTENDED);
            case TransientDataAccessException _ -> Optional.of(SLOW);
            case UncategorizedSQLException uncategorized
            when ENDED_IDLE.equals(
                    Objects.requireNonNull(uncategorized.getSQLException()).getSQLState()) -> Optional.of(UNREACHABLE);
            default -> Optional.empty();
        };
    }
}

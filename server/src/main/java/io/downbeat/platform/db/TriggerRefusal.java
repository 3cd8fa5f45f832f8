package io.downbeat.platform.db;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * What a trigger refused in words for the caller, with an SQLSTATE of ours: {@code DB400}, or {@code DB409} for what no retry can
 * mend. For promises that PostgreSQL alone can keep, whoever writes the row.
 */
public record TriggerRefusal(boolean isConflict, String words) {

    public static Optional<TriggerRefusal> of(Throwable failure) {
        if (!(failure instanceof UncategorizedSQLException uncategorized)) {
            return Optional.empty();
        }
        SQLException refusal = uncategorized.getSQLException();
        if (refusal == null) {
            return Optional.empty();
        }
        return switch (String.valueOf(refusal.getSQLState())) {
            case "DB400" -> Optional.of(new TriggerRefusal(false, words(refusal)));
            case "DB409" -> Optional.of(new TriggerRefusal(true, words(refusal)));
            default -> Optional.empty();
        };
    }

    /** Without the severity, which the driver puts before them. */
    private static String words(SQLException refusal) {
        ServerErrorMessage said = refusal instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return String.valueOf(said == null ? refusal.getMessage() : said.getMessage());
    }
}

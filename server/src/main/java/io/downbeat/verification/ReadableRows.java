package io.downbeat.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows read one by one, so that one which nobody can make sense of is a fault with its id and hides no other.
 *
 * @param rows those that could be read
 * @param unreadable one for each of the others
 */
record ReadableRows<T>(List<T> rows, List<ComputedCheck.Fault> unreadable) {
    ReadableRows {
        rows = List.copyOf(rows);
        unreadable = List.copyOf(unreadable);
    }

    /** Makes one row into what is checked; throws whatever it likes. */
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * @param what the rows are called, such as {@code invoice}
     * @param id the column that tells which one it is
     * @param invoice the column that tells whose invoice it concerns; {@code null} if there is none
     */
    static <T> ReadableRows<T> of(
            JdbcClient.StatementSpec query, String what, String id, @Nullable String invoice, Reading<T> reading) {
        List<T> rows = new ArrayList<>();
        List<ComputedCheck.Fault> unreadable = new ArrayList<>();
        query.query(row -> {
            try {
                rows.add(reading.of(row));
            } catch (SQLException | RuntimeException failure) {
                UUID concerned = invoice == null ? null : row.getObject(invoice, UUID.class);
                unreadable.add(unreadable(what, row.getString(id), concerned, failure));
            }
        });
        return new ReadableRows<>(rows, unreadable);
    }

    /** What is said of a row that cannot be read or judged. */
    static ComputedCheck.Fault unreadable(String what, @Nullable String id, @Nullable UUID invoice, Exception failure) {
        return new ComputedCheck.Fault(invoice, what + " " + id + " cannot be read: " + failure);
    }
}

package io.downbeat.usage;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose hours were written and not told yet; {@link HourStore} adds to it. */
final class ArrivalStore {
    private static final String EARLIEST = "SELECT min(arrived_at) AS earliest FROM usage_arrival";
    private static final String TAKE = """
        DELETE FROM usage_arrival WHERE id = ANY (ARRAY(
            SELECT id FROM usage_arrival WHERE arrived_at <= :until
            ORDER BY arrived_at LIMIT :most FOR UPDATE SKIP LOCKED))
        RETURNING customers
        """;

    /** @param writes how many rows were taken */
    record Taken(int writes, Set<CustomerId> customers) {}

    private final JdbcClient database;

    ArrivalStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> earliest() {
        return database.sql(EARLIEST)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "earliest")))
                .single();
    }

    /** Takes away what no other server is taking; it is back if the transaction fails. */
    Taken take(Instant until, int most) {
        Set<CustomerId> customers = new HashSet<>();
        int[] writes = new int[1];
        database.sql(TAKE).param("until", Rows.at(until)).param("most", most).query(row -> {
            writes[0]++;
            add(row, customers);
        });
        return new Taken(writes[0], customers);
    }

    private static void add(ResultSet row, Set<CustomerId> customers) throws SQLException {
        for (UUID customer : (UUID[]) row.getArray("customers").getArray()) {
            customers.add(new CustomerId(customer));
        }
    }
}

package io.downbeat.verification;

import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows in the order of their ids, some at a time: however many there are, no more than that are in memory at once. */
final class ReadBatches {
    /** What a query of batches ends with, behind a condition. */
    static final String NEXT = " AND %1$s.id > :after ORDER BY %1$s.id LIMIT :limit";

    static final int ROWS = 5_000;
    private static final UUID FIRST = new UUID(0, 0);

    private ReadBatches() {}

    /**
     * @param query ends with {@link #NEXT}; asked anew for every batch
     * @param what the rows are called, which are invoices and told as such
     */
    static <T> void each(
            Supplier<JdbcClient.StatementSpec> query,
            String what,
            ReadableRows.Reading<T> reading,
            Consumer<ReadableRows<T>> judge) {
        UUID after = FIRST;
        int came = ROWS;
        while (came == ROWS) {
            UUID[] last = {after};
            int[] count = new int[1];
            ReadableRows<T> batch =
                    ReadableRows.of(query.get().param("after", after).param("limit", ROWS), what, "id", "id", row -> {
                        // Told before it is read: one that cannot be read is passed all the same.
                        last[0] = row.getObject("id", UUID.class);
                        count[0]++;
                        return reading.of(row);
                    });
            judge.accept(batch);
            after = last[0];
            came = count[0];
        }
    }
}

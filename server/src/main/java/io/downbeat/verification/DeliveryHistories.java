package io.downbeat.verification;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the history of one delivery is whole, by the very checks of {@code verify}. */
public final class DeliveryHistories {
    private static final String FAULTS = HistoryChecks.faults("d.id = :id");

    private final JdbcClient database;

    DeliveryHistories(JdbcClient database) {
        this.database = database;
    }

    /** Where the chains break and what is missing, a sentence each; empty if all of it is there as it was written. */
    public List<String> faults(UUID delivery) {
        return database.sql(FAULTS)
                .param("id", delivery)
                .query((row, number) -> row.getString("detail"))
                .list();
    }
}

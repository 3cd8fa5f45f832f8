package io.downbeat.metering.records;

import io.downbeat.metering.RecordRef;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When to warn of a record's end. Runs inside a transaction of its caller. */
final class MeterDeadlineStore {
    private static final String NEXT_DUE = """
        SELECT min(alarm_at) FROM metering_record
        WHERE alarm_at IS NOT NULL AND state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT')
        """;
    private static final String EARLIEST = """
        SELECT min(deadline_at) FROM metering_record WHERE state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT')
        """;
    private static final String CLAIM = """
        SELECT * FROM metering_record
        WHERE alarm_at <= :now AND state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT')
        ORDER BY alarm_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
        """;
    private static final String NEXT =
            "UPDATE metering_record SET alarm_at = :at WHERE customer_id = :customer AND id = :id";

    private final JdbcClient database;

    MeterDeadlineStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "min")))
                .single();
    }

    /** When the window of the record ends that has the least time left of those not settled. */
    Optional<Instant> earliest() {
        return database.sql(EARLIEST)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "min")))
                .single();
    }

    /** Locked until the transaction ends. */
    List<UnconfirmedRecord> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query(MeterDeadlineStore::open)
                .list();
    }

    void next(RecordRef record, @Nullable Instant at) {
        database.sql(NEXT)
                .param("customer", record.customer().value())
                .param("id", record.id())
                .param("at", Rows.at(at), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private static UnconfirmedRecord open(ResultSet row, int number) throws SQLException {
        return new UnconfirmedRecord(
                MeteringRecordStore.frozen(row),
                RecordState.valueOf(row.getString("state")),
                Rows.instant(row, "deadline_at"),
                row.getString("error_code"),
                row.getString("error"));
    }
}

package io.downbeat.metering.records;

import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records that an intermediary took and that are asked for until it says what became of them. Apart from
 * {@link MeteringRecordStore}, though of the same table: these statements meet rows that are SENT only, are due by another
 * column, and announce no attempt. Runs inside a transaction of its caller.
 */
final class MeterReadingStore {
    private static final String NEXT_DUE =
            "SELECT min(next_read_at) FROM metering_record WHERE next_read_at IS NOT NULL";
    private static final String CLAIM = """
        WITH mine AS (
            SELECT s.customer_id, s.id FROM metering_record s
            WHERE s.next_read_at <= :now AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
            ORDER BY s.next_read_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        UPDATE metering_record s SET fence = s.fence + 1, lease_until = clock_timestamp() + :lease * interval '1 second'
        FROM mine, metered_configuration c
        WHERE s.customer_id = mine.customer_id AND s.id = mine.id
            AND c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
        RETURNING s.*, CASE WHEN c.stopped_at IS NOT NULL THEN c.stop_reason END AS stop_reason, true AS same_bytes
        """;
    private static final String SETTLE = """
        UPDATE metering_record SET state = :state, readings = readings + 1, lease_until = NULL,
            unanswered = unanswered + CASE WHEN :answered THEN 0 ELSE 1 END,
            next_attempt_at = CASE WHEN :state <> 'SENT' THEN :next::timestamptz END,
            next_read_at = CASE WHEN :state = 'SENT' THEN :next::timestamptz END,
            provider_ref = coalesce(:reference, provider_ref), error_code = :code, error = :error,
            own_failures = own_failures + CASE WHEN :code = 'FailedInDownbeat' THEN 1 ELSE 0 END
        WHERE customer_id = :customer AND id = :id AND fence = :fence AND state = 'SENT'
        """;
    private static final String LATER = """
        UPDATE metering_record SET next_read_at = :until, lease_until = NULL
        WHERE customer_id = :customer AND id = :id AND fence = :fence AND state = 'SENT'
        """;

    private final JdbcClient database;

    MeterReadingStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "min")))
                .single();
    }

    List<ClaimedRecord> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .param("lease", MeteringRecordStore.LEASE.toSeconds())
                .query(MeteringRecordStore::claimed)
                .list();
    }

    /** @return false if the claim was lost: nothing was written */
    boolean settle(ClaimedRecord record, RecordVerdict verdict) {
        return MeteringRecordStore.settled(database.sql(SETTLE), record, verdict)
                        .param("answered", verdict.answered())
                        .update()
                == 1;
    }

    /** It was not asked for: it is not its account's turn. */
    void later(ClaimedRecord record, Instant until) {
        database.sql(LATER)
                .param("customer", record.frozen().customer().value())
                .param("id", record.frozen().id())
                .param("fence", record.fence())
                .param("until", Rows.at(until))
                .update();
    }
}

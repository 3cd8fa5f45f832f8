package io.downbeat.metering.records;

import io.downbeat.customers.CustomerId;
import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordRef;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records on their way to a marketplace: claims, attempts and outcomes. Other stores of this room have the table's other
 * statements: {@link NewRecords} makes the rows, {@link MeterReadingStore} asks for those an intermediary took, and
 * {@link MeterDeadlineStore} warns of their end. Runs inside a transaction of its caller.
 */
final class MeteringRecordStore {
    /** Longer than any request of any connector, so that a living sender renews in time. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final String NEXT_DUE =
            "SELECT min(next_attempt_at) FROM metering_record WHERE next_attempt_at IS NOT NULL";
    private static final String CLAIM = """
        WITH one AS (
            SELECT s.delivery_method_id, s.region, s.batch_key FROM metering_record s
            WHERE s.next_attempt_at <= :now AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
            ORDER BY s.next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED),
        mine AS (
            SELECT s.customer_id, s.id FROM metering_record s JOIN one USING (delivery_method_id, region, batch_key)
            WHERE s.next_attempt_at <= :now AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
            ORDER BY s.deadline_at, s.id LIMIT :limit FOR UPDATE OF s SKIP LOCKED)
        UPDATE metering_record s SET state = 'SENDING', fence = s.fence + 1,
            lease_until = clock_timestamp() + :lease * interval '1 second'
        FROM mine, metered_configuration c
        WHERE s.customer_id = mine.customer_id AND s.id = mine.id
            AND c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
        RETURNING s.*, CASE WHEN c.stopped_at IS NOT NULL THEN c.stop_reason END AS stop_reason,
            NOT EXISTS (SELECT FROM metering_attempt a
                WHERE a.customer_id = s.customer_id AND a.record_id = s.id
                    AND a.payload_sha256 <> s.payload_sha256) AS same_bytes
        """;
    private static final String INTEND = """
        UPDATE metering_record s SET attempts = s.attempts + 1, unanswered = s.unanswered + 1,
            lease_until = clock_timestamp() + :lease * interval '1 second'
        FROM unnest(:customers::uuid[], :ids::uuid[], :fences::bigint[]) AS m(customer_id, id, fence)
        WHERE s.customer_id = m.customer_id AND s.id = m.id AND s.fence = m.fence AND s.state = 'SENDING'
        """;
    private static final String BEGIN_ATTEMPT = """
        INSERT INTO metering_attempt (customer_id, record_id, n, payload_sha256, started_at)
        SELECT s.customer_id, s.id, s.attempts, s.payload_sha256, :now
        FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, id)
        JOIN metering_record s ON s.customer_id = k.customer_id AND s.id = k.id
        """;
    private static final String END_ATTEMPT = """
        UPDATE metering_attempt a SET ended_at = :now, outcome = m.outcome, http_status = :status,
            request_id = :requestId, detail = :detail
        FROM unnest(:customers::uuid[], :ids::uuid[], :numbers::integer[], :outcomes::text[])
            AS m(customer_id, id, n, outcome)
        WHERE a.customer_id = m.customer_id AND a.record_id = m.id AND a.n = m.n
        """;
    private static final String ANSWERED = """
        UPDATE metering_record s SET unanswered = s.unanswered - 1
        FROM unnest(:customers::uuid[], :ids::uuid[], :fences::bigint[]) AS m(customer_id, id, fence)
        WHERE s.customer_id = m.customer_id AND s.id = m.id AND s.fence = m.fence AND s.state = 'SENDING'
        """;
    private static final String SETTLE = """
        UPDATE metering_record SET state = :state, unanswered = unanswered - :answered, lease_until = NULL,
            next_attempt_at = CASE WHEN :state <> 'SENT' THEN :next::timestamptz END,
            next_read_at = CASE WHEN :state = 'SENT' THEN :next::timestamptz END,
            provider_ref = :reference, error_code = :code, error = :error,
            own_failures = own_failures + CASE WHEN :code = 'FailedInDownbeat' THEN 1 ELSE 0 END
        WHERE customer_id = :customer AND id = :id AND fence = :fence AND state = 'SENDING'
        """;
    private static final String LET_GO = """
        UPDATE metering_record s SET state = CASE WHEN s.unanswered > 0 THEN 'UNKNOWN' ELSE 'PENDING' END,
            lease_until = NULL, next_attempt_at = least(:until, greatest(s.deadline_at, :now))
        FROM unnest(:customers::uuid[], :ids::uuid[], :fences::bigint[]) AS m(customer_id, id, fence)
        WHERE s.customer_id = m.customer_id AND s.id = m.id AND s.fence = m.fence AND s.state = 'SENDING'
        """;
    private static final String PARKED =
            "SELECT customer_id, error FROM metering_record WHERE id = :id AND state = 'PARKED'";
    private static final String RESOLVE = """
        UPDATE metering_record SET state = :state, provider_ref = coalesce(:reference, provider_ref), error = :why
        WHERE customer_id = :customer AND id = :id AND state = 'PARKED'
        """;

    private final JdbcClient database;

    MeteringRecordStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "min")))
                .single();
    }

    /** Due records that may share a request, under a lease and a new fence. */
    List<ClaimedRecord> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .param("lease", LEASE.toSeconds())
                .query(MeteringRecordStore::claimed)
                .list();
    }

    /**
     * Announces a request with these records before its first byte leaves, and renews the lease.
     *
     * @return false if any of them is no longer ours: the caller's transaction must roll back, and nothing may be sent
     */
    boolean intend(List<ClaimedRecord> records, Instant now) {
        int ours = database.sql(INTEND)
                .param("customers", customers(records))
                .param("ids", ids(records))
                .param("fences", fences(records))
                .param("lease", LEASE.toSeconds())
                .update();
        if (ours != records.size()) {
            return false;
        }
        database.sql(BEGIN_ATTEMPT)
                .param("customers", customers(records))
                .param("ids", ids(records))
                .param("now", Rows.at(now))
                .update();
        return true;
    }

    void ended(List<ClaimedRecord> records, List<String> outcomes, BatchAnswer.Receipt receipt, Instant now) {
        database.sql(END_ATTEMPT)
                .param("customers", customers(records))
                .param("ids", ids(records))
                .param(
                        "numbers",
                        records.stream().map(record -> record.attempts() + 1).toArray(Integer[]::new))
                .param("outcomes", outcomes.toArray(String[]::new))
                .param("status", receipt.status(), Types.INTEGER)
                .param("requestId", receipt.requestId(), Types.VARCHAR)
                .param("detail", receipt.detail(), Types.VARCHAR)
                .param("now", Rows.at(now))
                .update();
    }

    /** The request was answered and had no effect; the records stay claimed. */
    void answered(List<ClaimedRecord> records) {
        database.sql(ANSWERED)
                .param("customers", customers(records))
                .param("ids", ids(records))
                .param("fences", fences(records))
                .update();
    }

    /**
     * @param wasSent whether the verdict answers a request that was announced
     * @return false if the claim was lost: nothing was written
     */
    boolean settle(ClaimedRecord record, RecordVerdict verdict, boolean wasSent) {
        return settled(database.sql(SETTLE), record, verdict)
                        .param("answered", wasSent && verdict.answered() ? 1 : 0)
                        .update()
                == 1;
    }

    /** The parameters of a statement that writes a verdict down under the record's claim. */
    static JdbcClient.StatementSpec settled(
            JdbcClient.StatementSpec statement, ClaimedRecord record, RecordVerdict verdict) {
        return statement
                .param("customer", record.frozen().customer().value())
                .param("id", record.frozen().id())
                .param("fence", record.fence())
                .param("state", verdict.state().name())
                .param("next", Rows.at(verdict.nextAttemptAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("reference", verdict.reference(), Types.VARCHAR)
                .param("code", verdict.code(), Types.VARCHAR)
                .param("error", verdict.error(), Types.VARCHAR);
    }

    /** Gives claimed records back unsent, until then or the end of their window: what ran out is settled at once. */
    void letGo(List<ClaimedRecord> records, Instant until, Instant now) {
        database.sql(LET_GO)
                .param("customers", customers(records))
                .param("ids", ids(records))
                .param("fences", fences(records))
                .param("now", Rows.at(now))
                .param("until", Rows.at(until))
                .update();
    }

    /** @param error why it stands as it does, if it says */
    record Parked(RecordRef ref, @Nullable String error) {}

    /** By its id alone: whoever asks for a record by its address does not name the customer. */
    Optional<Parked> parked(UUID id) {
        return database.sql(PARKED)
                .param("id", id)
                .query((row, number) -> new Parked(
                        new RecordRef(new CustomerId(Rows.uuid(row, "customer_id")), id), row.getString("error")))
                .optional();
    }

    /** A person's decision on a parked record. @return false if it is not parked */
    boolean resolve(RecordRef record, RecordState state, @Nullable String reference, String why) {
        return database.sql(RESOLVE)
                        .param("customer", record.customer().value())
                        .param("id", record.id())
                        .param("state", state.name())
                        .param("reference", reference, Types.VARCHAR)
                        .param("why", why)
                        .update()
                == 1;
    }

    private static UUID[] customers(List<ClaimedRecord> records) {
        return Rows.array(keys(records), each -> each.customer().value());
    }

    private static UUID[] ids(List<ClaimedRecord> records) {
        return Rows.array(keys(records), RecordRef::id);
    }

    private static List<RecordRef> keys(List<ClaimedRecord> records) {
        return records.stream().map(record -> record.frozen().ref()).toList();
    }

    private static Long[] fences(List<ClaimedRecord> records) {
        return records.stream().map(ClaimedRecord::fence).toArray(Long[]::new);
    }

    static FrozenRecord frozen(ResultSet row) throws SQLException {
        return new FrozenRecord(
                Rows.uuid(row, "id"),
                new CustomerId(Rows.uuid(row, "customer_id")),
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                new DeliveryMethodId(Rows.uuid(row, "delivery_method_id")),
                row.getString("region"),
                row.getString("batch_key"),
                row.getString("buyer_key"),
                row.getString("dimension"),
                Rows.instant(row, "hour"),
                row.getLong("quantity"),
                row.getString("payload"));
    }

    static ClaimedRecord claimed(ResultSet row, int number) throws SQLException {
        return new ClaimedRecord(
                frozen(row),
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")),
                row.getLong("fence"),
                row.getInt("attempts"),
                row.getInt("unanswered"),
                row.getBoolean("same_bytes"),
                Rows.instant(row, "deadline_at"),
                row.getString("provider_ref"),
                row.getInt("readings"),
                row.getInt("own_failures"),
                row.getString("stop_reason"));
    }
}

package io.downbeat.metering.records;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.PageToken;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hours that no marketplace has confirmed, whether they are on their way or never will be. Reads only. */
public final class UnsettledHours {
    private static final String NEWEST_FIRST = """
        SELECT id, customer_id, billing_provider, delivery_method, dimension, hour, quantity, state,
            coalesce(error, error_code) AS why, deadline_at
        FROM metering_record
        WHERE state IN ('PENDING', 'SENDING', 'UNKNOWN', 'REJECTED', 'EXPIRED', 'PARKED') AND id < :before
        ORDER BY id DESC LIMIT :limit
        """;
    private static final String ONE = """
        SELECT id, customer_id, billing_provider, delivery_method, dimension, hour, quantity, state,
            coalesce(error, error_code) AS why, deadline_at
        FROM metering_record WHERE id = :id
        """;
    private static final UUID LAST = new UUID(-1, -1);

    /**
     * @param state as the API has it
     * @param why {@code null} if nothing went wrong yet
     * @param deadlineAt when it can no longer be metered
     */
    public record Hour(
            UUID id,
            CustomerId customer,
            To to,
            Instant hour,
            long quantity,
            String state,
            @Nullable String why,
            Instant deadlineAt) {
        /** Whether only a person can tell if the marketplace holds it. */
        public boolean isParked() {
            return state.equals(RecordState.PARKED.name());
        }
    }

    /** @param dimension what the marketplace calls the metered thing */
    public record To(BillingProvider provider, DeliveryMethodType method, String dimension) {}

    private final JdbcClient database;

    UnsettledHours(JdbcClient database) {
        this.database = database;
    }

    /** @param after the id of the last one that was seen */
    public List<Hour> newestFirst(Optional<PageToken> after, int limit) {
        return database.sql(NEWEST_FIRST)
                .param("before", after.map(place -> place.uuid(0)).orElse(LAST))
                .param("limit", limit)
                .query(UnsettledHours::hour)
                .list();
    }

    /** The record with this id, also one that was settled since it was listed. */
    public Optional<Hour> find(UUID id) {
        return database.sql(ONE).param("id", id).query(UnsettledHours::hour).optional();
    }

    private static Hour hour(ResultSet row, int number) throws SQLException {
        return new Hour(
                Rows.uuid(row, "id"),
                new CustomerId(Rows.uuid(row, "customer_id")),
                new To(
                        BillingProvider.valueOf(Rows.text(row, "billing_provider")),
                        DeliveryMethodType.valueOf(Rows.text(row, "delivery_method")),
                        Rows.text(row, "dimension")),
                Rows.instant(row, "hour"),
                row.getLong("quantity"),
                Rows.text(row, "state"),
                row.getString("why"),
                Rows.instant(row, "deadline_at"));
    }
}

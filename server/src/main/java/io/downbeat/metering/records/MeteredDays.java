package io.downbeat.metering.records;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How metering went, day by day, for whoever looks at a whole contract. Reads only. */
public final class MeteredDays {
    private static final String DAYS = """
        SELECT date_trunc('day', m.hour, 'UTC') AS day, sum(m.quantity) AS metered,
            coalesce(sum(m.quantity) FILTER (WHERE m.state = 'CONFIRMED'), 0) AS accepted,
            count(*) FILTER (WHERE m.state = 'EXPIRED') AS expired,
            min(m.deadline_at) FILTER (WHERE m.state IN ('PENDING', 'SENDING', 'UNKNOWN')) AS open_until
        FROM metering_record m
        WHERE m.customer_id = :customer AND m.configuration_id = ANY(:configurations)
            AND m.hour >= :from AND m.hour < :until
        GROUP BY 1 ORDER BY 1
        """;

    /**
     * @param day where the UTC day begins
     * @param metered units of all its hours
     * @param accepted of these, what the marketplace confirmed
     * @param expired hours that it did not take in time
     * @param openUntil when the first of its open hours can no longer be metered; {@code null} if none is open
     */
    public record Day(
            Instant day,
            long metered,
            long accepted,
            int expired,
            @Nullable Instant openUntil) {}

    private final JdbcClient database;

    MeteredDays(JdbcClient database) {
        this.database = database;
    }

    /** Days without a metered hour are left out. */
    public List<Day> between(
            CustomerId customer, Collection<ConfigurationId> configurations, Instant from, Instant until) {
        return configurations.isEmpty()
                ? List.of()
                : database.sql(DAYS)
                        .param("customer", customer.value())
                        .param("configurations", Rows.array(configurations, ConfigurationId::value))
                        .param("from", Rows.at(from))
                        .param("until", Rows.at(until))
                        .query((row, number) -> new Day(
                                Rows.instant(row, "day"),
                                row.getLong("metered"),
                                row.getLong("accepted"),
                                row.getInt("expired"),
                                Rows.optionalInstant(row, "open_until")))
                        .list();
    }
}

package io.downbeat.preflight;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is watched, and when it is looked at next. */
class WatchStore {
    private static final String NEXT_DUE = "SELECT due_at FROM preflight_schedule ORDER BY due_at LIMIT 1";
    private static final String BEGUN = """
        SELECT DISTINCT customer_id, contract_id FROM preflight_schedule
        WHERE due_at <= :now AND begins_at <= :now LIMIT :limit
        """;
    private static final String CLAIM = """
        UPDATE preflight_schedule SET lease_until = clock_timestamp() + interval '30 seconds'
        WHERE (customer_id, contract_id, configuration_id) IN
            (SELECT customer_id, contract_id, configuration_id FROM preflight_schedule
             WHERE due_at <= :now AND begins_at > :now AND (lease_until IS NULL OR lease_until < clock_timestamp())
             ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING customer_id, contract_id, configuration_id, begins_at
        """;
    private static final String LOOKED = """
        UPDATE preflight_schedule SET due_at = :next, lease_until = NULL
        WHERE customer_id = :customer AND contract_id = :contract AND configuration_id = :configuration
            AND begins_at = :begins
        """;
    private static final String DROP = """
        DELETE FROM preflight_schedule
        WHERE customer_id = :customer AND contract_id = :contract
            AND (configuration_id <> ALL (:kept) OR begins_at <= :now)
        RETURNING customer_id, contract_id, configuration_id, begins_at
        """;
    /** One that begins when it did before keeps its next look. */
    private static final String PUT = """
        INSERT INTO preflight_schedule AS w (customer_id, contract_id, configuration_id, begins_at, due_at)
        VALUES (:customer, :contract, :configuration, :begins, :due)
        ON CONFLICT (customer_id, contract_id, configuration_id) DO UPDATE SET begins_at = excluded.begins_at,
            due_at = excluded.due_at, lease_until = NULL
        WHERE w.begins_at <> excluded.begins_at
        """;

    private final JdbcClient database;

    WatchStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE).query(OffsetDateTime.class).optional().map(OffsetDateTime::toInstant);
    }

    /** Contracts of which a watched segment has begun. */
    List<Contract.Ref> begun(Instant now, int limit) {
        return database.sql(BEGUN)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id"))))
                .list();
    }

    /** Leases what is to be looked at now. It stays due until {@link #looked}. */
    List<Watch> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> watch(row))
                .list();
    }

    /** @return false if it is not watched for this beginning any more: what was found out is of no interest */
    boolean looked(Watch watch, Instant next) {
        return database.sql(LOOKED)
                        .param("customer", watch.customer().value())
                        .param("contract", watch.contract().value())
                        .param("configuration", watch.configuration().value())
                        .param("begins", Rows.at(watch.beginsAt()))
                        .param("next", Rows.at(next))
                        .update()
                == 1;
    }

    /** Drops what has begun or is not among the kept ones. */
    List<Watch> drop(Contract.Ref contract, Collection<ConfigurationId> kept, Instant now) {
        return database.sql(DROP)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("kept", kept.stream().map(ConfigurationId::value).toArray(UUID[]::new))
                .param("now", Rows.at(now))
                .query((row, number) -> watch(row))
                .list();
    }

    void put(Watch watch, Instant due) {
        database.sql(PUT)
                .param("customer", watch.customer().value())
                .param("contract", watch.contract().value())
                .param("configuration", watch.configuration().value())
                .param("begins", Rows.at(watch.beginsAt()))
                .param("due", Rows.at(due))
                .update();
    }

    private static Watch watch(ResultSet row) throws SQLException {
        return new Watch(
                new CustomerId(row.getObject("customer_id", UUID.class)),
                new ContractId(row.getObject("contract_id", UUID.class)),
                new ConfigurationId(row.getObject("configuration_id", UUID.class)),
                Rows.instant(row, "begins_at"));
    }
}

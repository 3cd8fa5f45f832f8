package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When a contract is to be looked at again because a charge needs an invoice of its own. Runs inside the caller's transaction. */
public final class SubscriptionCursors {
    private static final String NEXT = "SELECT min(next_at) AS next FROM subscription_cursor";
    private static final String CLAIM = """
        SELECT customer_id, contract_id FROM subscription_cursor
        WHERE next_at <= :now ORDER BY next_at, contract_id LIMIT :limit FOR UPDATE SKIP LOCKED
        """;
    private static final String DUE = """
        SELECT customer_id, contract_id FROM subscription_cursor
        WHERE next_at <= :now ORDER BY next_at, contract_id LIMIT :limit
        """;
    private static final String MOVE = """
        INSERT INTO subscription_cursor (customer_id, contract_id, next_at) VALUES (:customer, :contract, :next)
        ON CONFLICT (customer_id, contract_id) DO UPDATE SET next_at = excluded.next_at
        """;
    private static final String STOP =
            "DELETE FROM subscription_cursor WHERE customer_id = :customer AND contract_id = :contract";

    private final JdbcClient database;

    SubscriptionCursors(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    List<Contract.Ref> claim(Instant now, int limit) {
        return due(CLAIM, now, limit);
    }

    /** Held by somebody or not. */
    List<Contract.Ref> due(Instant now, int limit) {
        return due(DUE, now, limit);
    }

    private List<Contract.Ref> due(String sql, Instant now, int limit) {
        return database.sql(sql)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> contract(row))
                .list();
    }

    private static Contract.Ref contract(ResultSet row) throws SQLException {
        return new Contract.Ref(
                new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id")));
    }

    /** @param next {@code null} for not before the next edit */
    public void move(Contract.Ref contract, @Nullable Instant next) {
        JdbcClient.StatementSpec moving = database.sql(next == null ? STOP : MOVE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value());
        (next == null ? moving : moving.param("next", Rows.at(next))).update();
    }
}

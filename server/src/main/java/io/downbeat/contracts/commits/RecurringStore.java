package io.downbeat.contracts.commits;

import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractEdit;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Recurring commits and credits, and when the next balance of each is to be made. Runs inside the caller's transaction. */
final class RecurringStore {
    private static final String SAVE = """
        INSERT INTO recurring_balance (customer_id, id, contract_id, type, product_id, terms, created_at)
        VALUES (:customer, :id, :contract, :type, :product, CAST(:terms AS jsonb), :createdAt)
        ON CONFLICT (customer_id, id) DO UPDATE SET product_id = excluded.product_id, terms = excluded.terms
        """;
    private static final String MOVE =
            "UPDATE recurring_balance SET due_at = :due WHERE customer_id = :customer AND id = :id";
    private static final String OF_CONTRACTS = """
        SELECT contract_id, id, type, terms, created_at FROM recurring_balance
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY contract_id, created_at, id
        """;
    private static final String TYPE = "SELECT type FROM recurring_balance WHERE customer_id = :customer AND id = :id";
    private static final String NEXT = "SELECT min(due_at) AS next FROM recurring_balance WHERE due_at IS NOT NULL";
    private static final String CLAIM = """
        SELECT customer_id, contract_id FROM recurring_balance
         WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
        """;
    // Waits for nobody: whoever makes some at this moment may wait for what the caller holds.
    private static final String HOLD_DUE = """
        WITH due AS (
            SELECT customer_id, id, contract_id FROM recurring_balance
             WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
               AND due_at <= :now
        ), held AS (
            SELECT r.customer_id, r.id FROM recurring_balance r JOIN due USING (customer_id, id)
             WHERE r.due_at <= :now FOR UPDATE OF r SKIP LOCKED
        )
        SELECT due.customer_id, due.contract_id, bool_and(held.id IS NOT NULL) AS is_held
          FROM due LEFT JOIN held USING (customer_id, id) GROUP BY due.customer_id, due.contract_id
        """;
    private static final String DUE = "SELECT customer_id, contract_id FROM recurring_balance WHERE due_at <= :now";

    private final JdbcClient database;
    private final RecurringRequests requests;
    private final ContractEdit.History history;

    RecurringStore(JdbcClient database, RecurringRequests requests, ContractEdit.History history) {
        this.database = database;
        this.requests = requests;
        this.history = history;
    }

    void save(Contract.Ref contract, RecurringBalance item) {
        database.sql(SAVE)
                .param("customer", contract.customer().value())
                .param("id", item.id())
                .param("contract", contract.contract().value())
                .param("type", item.type().name())
                .param("product", item.terms().product().value())
                .param("terms", Json.write(RecurringRequests.of(item)))
                .param("createdAt", Rows.at(item.createdAt()))
                .update();
    }

    /** @param due {@code null} if no more balances are to come */
    void move(Contract.Ref contract, RecurringBalance item, @Nullable Instant due) {
        database.sql(MOVE)
                .param("customer", contract.customer().value())
                .param("id", item.id())
                .param("due", Rows.at(due))
                .update();
    }

    Map<ContractId, List<RecurringBalance>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, this::read);
    }

    /** Of any contract of the customer; {@link BalanceType#CREDIT} for a recurring credit. */
    Optional<BalanceType> type(CustomerId customer, UUID id) {
        return database.sql(TYPE)
                .param("customer", customer.value())
                .param("id", id)
                .query((row, number) -> BalanceType.valueOf(Rows.text(row, "type")))
                .optional();
    }

    /** What the item was before each update at that moment or later, oldest first. */
    List<RecurringBalance> formerly(Contract.Ref contract, RecurringBalance item, Instant since) {
        String list = item.type() == BalanceType.CREDIT ? RecurringRequests.CREDITS : RecurringRequests.COMMITS;
        return history.formerly(contract, list, item.id(), since).stream()
                .map(shown -> requests.shown(shown, item))
                .toList();
    }

    private RecurringBalance read(ResultSet row) throws SQLException {
        return requests.kept(
                Body.of(Json.read(Rows.text(row, "terms")), ""),
                new RecurringRequests.Head(
                        Rows.uuid(row, "id"),
                        BalanceType.valueOf(Rows.text(row, "type")),
                        Rows.instant(row, "created_at")));
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** Contracts of which something is due, as often as they have such items; held by nobody else. */
    List<Contract.Ref> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> contract(row))
                .list();
    }

    /** All contracts of which something is due, held by somebody or not. */
    List<Contract.Ref> due(Instant now) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .query((row, number) -> contract(row))
                .list();
    }

    /**
     * Those of the contracts of which something is due, each with whether it is held now, by nobody else, until the transaction
     * ends; else somebody is making it.
     */
    Map<Contract.Ref, Boolean> holdDue(Collection<Contract.Ref> contracts, Instant now) {
        Map<Contract.Ref, Boolean> due = new HashMap<>();
        database.sql(HOLD_DUE)
                .param(
                        "customers",
                        contracts.stream().map(of -> of.customer().value()).toArray(UUID[]::new))
                .param(
                        "contracts",
                        contracts.stream().map(of -> of.contract().value()).toArray(UUID[]::new))
                .param("now", Rows.at(now))
                .query(row -> {
                    due.put(contract(row), row.getBoolean("is_held"));
                });
        return due;
    }

    private static Contract.Ref contract(ResultSet row) throws SQLException {
        return new Contract.Ref(
                new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id")));
    }
}

package io.downbeat.contracts.amendments;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** Amendments. Runs inside the caller's transaction. */
final class AmendmentStore {
    private static final String ADD = """
        INSERT INTO contract_amendment (customer_id, id, contract_id, place, starting_at, created_at, terms)
        VALUES (:customer, :id, :contract, :place, :startingAt, :createdAt, CAST(:terms AS jsonb))
        """;
    private static final String OF_CONTRACTS = """
        SELECT contract_id, id, starting_at, created_at, terms FROM contract_amendment
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY contract_id, place
        """;

    private final JdbcClient database;

    AmendmentStore(JdbcClient database) {
        this.database = database;
    }

    /** @param place among the amendments of the contract, from 0 on */
    void add(Contract.Ref contract, int place, Amendment amendment) {
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("id", amendment.id())
                .param("contract", contract.contract().value())
                .param("place", place)
                .param("startingAt", Rows.at(amendment.startingAt()))
                .param("createdAt", Rows.at(amendment.createdAt()))
                .param("terms", Json.write(amendment.terms()))
                .update();
    }

    /** In the order in which they were made; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<Amendment>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, AmendmentStore::read);
    }

    private static Amendment read(ResultSet row) throws SQLException {
        return new Amendment(
                Rows.uuid(row, "id"), Rows.instant(row, "starting_at"), Rows.instant(row, "created_at"), (ObjectNode)
                        Json.read(Rows.text(row, "terms")));
    }
}

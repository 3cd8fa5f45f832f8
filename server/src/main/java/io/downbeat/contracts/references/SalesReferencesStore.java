package io.downbeat.contracts.references;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.platform.db.Rows;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One row for each contract that has any. Runs inside the caller's transaction. */
final class SalesReferencesStore {
    private static final String ADD = """
        INSERT INTO contract_sales_references (customer_id, contract_id, netsuite_sales_order_id,
            salesforce_opportunity_id, total_contract_value)
        VALUES (:customer, :contract, :netsuite, :salesforce, :value)
        """;
    private static final String OF_CONTRACTS = """
        SELECT contract_id, netsuite_sales_order_id, salesforce_opportunity_id, total_contract_value
          FROM contract_sales_references
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """;

    private final JdbcClient database;

    SalesReferencesStore(JdbcClient database) {
        this.database = database;
    }

    void add(Contract.Ref contract, SalesReferences references) {
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("netsuite", references.netsuiteSalesOrderId())
                .param("salesforce", references.salesforceOpportunityId())
                .param("value", references.totalContractValue())
                .update();
    }

    Map<ContractId, SalesReferences> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, SalesReferences> found = new HashMap<>();
        TermRows.select(database, OF_CONTRACTS, contracts).query(row -> {
            found.put(
                    new ContractId(Rows.uuid(row, "contract_id")),
                    new SalesReferences(
                            row.getString("netsuite_sales_order_id"),
                            row.getString("salesforce_opportunity_id"),
                            row.getBigDecimal("total_contract_value")));
        });
        return found;
    }
}

package io.downbeat.contracts.services;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Professional services. Runs inside the caller's transaction. */
final class ProfessionalServiceStore {
    private static final String ADD = """
        INSERT INTO professional_service (customer_id, id, contract_id, place, product_id, max_amount, unit_price,
            quantity, description, custom_fields, netsuite_sales_order_id)
        VALUES (:customer, :id, :contract, :place, :product, :most, :unitPrice, :quantity, :description,
            CAST(:customFields AS jsonb), :netsuite)
        """;
    private static final String OF_CONTRACTS = """
        SELECT contract_id, id, product_id, max_amount, unit_price, quantity, description, custom_fields,
               netsuite_sales_order_id
          FROM professional_service
         WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY contract_id, place
        """;

    private final JdbcClient database;

    ProfessionalServiceStore(JdbcClient database) {
        this.database = database;
    }

    /** @param place among the services of the contract, from 0 on */
    void add(Contract.Ref contract, int place, ProfessionalService service) {
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("id", service.id().value())
                .param("contract", contract.contract().value())
                .param("place", place)
                .param("product", service.product().value())
                .param("most", service.maxAmount())
                .param("unitPrice", service.price().unitPrice())
                .param("quantity", service.price().quantity())
                .param("description", service.description())
                .param("customFields", Json.write(service.customFields()))
                .param("netsuite", service.netsuiteSalesOrderId())
                .update();
    }

    /** In the order in which they were agreed; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<ProfessionalService>> of(Collection<Contract.Ref> contracts) {
        return TermRows.lists(database, OF_CONTRACTS, contracts, ProfessionalServiceStore::read);
    }

    private static ProfessionalService read(ResultSet row) throws SQLException {
        return new ProfessionalService(
                new ProfessionalServiceId(Rows.uuid(row, "id")),
                new ProductId(Rows.uuid(row, "product_id")),
                row.getBigDecimal("max_amount"),
                new ScheduledCharge.Price(row.getBigDecimal("unit_price"), row.getBigDecimal("quantity")),
                row.getString("description"),
                Json.readTexts(Rows.text(row, "custom_fields")),
                row.getString("netsuite_sales_order_id"));
    }
}

package io.downbeat.contracts.charges;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.rows.TermRows;
import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Scheduled charges and their items. Runs inside the caller's transaction. */
final class ScheduledChargeStore {
    private static final String SAVE = """
        INSERT INTO scheduled_charge
            (customer_id, id, contract_id, product_id, name, credit_type_id, custom_fields, archived_at,
             netsuite_sales_order_id)
        VALUES (:customer, :id, :contract, :product, :name, :creditType, CAST(:customFields AS jsonb), :archivedAt,
             :netsuite)
        ON CONFLICT (customer_id, id) DO UPDATE
           SET archived_at = excluded.archived_at, netsuite_sales_order_id = excluded.netsuite_sales_order_id
        """;
    private static final String KEEP_ITEMS = """
        DELETE FROM scheduled_charge_item
         WHERE customer_id = :customer AND scheduled_charge_id = :charge AND NOT id = ANY (:kept::uuid[])
        """;
    private static final String SAVE_ITEMS = """
        INSERT INTO scheduled_charge_item (customer_id, id, scheduled_charge_id, charged_at, unit_price, quantity, amount)
        SELECT :customer, i.id, :charge, i.charged_at, i.unit_price, i.quantity, i.amount
          FROM unnest(:ids::uuid[], :chargedAts::timestamptz[], :unitPrices::numeric[], :quantities::numeric[],
               :amounts::numeric[])
            AS i (id, charged_at, unit_price, quantity, amount)
        ON CONFLICT (customer_id, id) DO UPDATE
           SET charged_at = excluded.charged_at, unit_price = excluded.unit_price,
               quantity = excluded.quantity, amount = excluded.amount
        """;
    private static final String OF_CONTRACTS = """
        SELECT c.contract_id, c.id, c.product_id, c.name, c.credit_type_id, c.custom_fields, c.archived_at,
               c.netsuite_sales_order_id, i.id AS item_id, i.charged_at, i.unit_price, i.quantity
          FROM scheduled_charge c
          LEFT JOIN scheduled_charge_item i ON i.customer_id = c.customer_id AND i.scheduled_charge_id = c.id
         WHERE (c.customer_id, c.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY c.contract_id, c.id, i.charged_at, i.id
        """;

    private final JdbcClient database;
    private final Pricing pricing;

    ScheduledChargeStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    /** Stores a charge as it stands now, whether it is new or changed. */
    void save(Contract.Ref contract, ScheduledCharge charge) {
        database.sql(SAVE)
                .param("id", charge.id())
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("product", charge.product().value())
                .param("name", charge.name())
                .param("creditType", charge.currency().id())
                .param("customFields", Json.write(charge.customFields()))
                .param("netsuite", charge.netsuiteSalesOrderId())
                .param("archivedAt", Rows.at(charge.archivedAt()))
                .update();
        List<ScheduledCharge.Item> items = charge.items();
        String[] ids = Rows.texts(items, item -> item.id().toString());
        database.sql(KEEP_ITEMS)
                .param("customer", contract.customer().value())
                .param("charge", charge.id())
                .param("kept", ids)
                .update();
        database.sql(SAVE_ITEMS)
                .param("customer", contract.customer().value())
                .param("charge", charge.id())
                .param("ids", ids)
                .param("chargedAts", Rows.texts(items, item -> item.timestamp().toString()))
                .param("unitPrices", Rows.texts(items, item -> item.unitPrice().toPlainString()))
                .param("quantities", Rows.texts(items, item -> item.quantity().toPlainString()))
                .param("amounts", Rows.texts(items, item -> item.amount().toPlainString()))
                .update();
    }

    /** Archived charges too, in the order they were added; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<ScheduledCharge>> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<ScheduledCharge>> found = new HashMap<>();
        Map<UUID, List<ScheduledCharge.Item>> items = new HashMap<>();
        TermRows.select(database, OF_CONTRACTS, contracts).query(row -> {
            UUID id = Rows.uuid(row, "id");
            if (!items.containsKey(id)) {
                found.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), _ -> new ArrayList<>())
                        .add(read(row));
            }
            List<ScheduledCharge.Item> its = items.computeIfAbsent(id, _ -> new ArrayList<>());
            if (Rows.optionalUuid(row, "item_id") != null) {
                its.add(readItem(row));
            }
        });
        found.replaceAll((contract, charges) -> charges.stream()
                .map(charge -> charge.withItems(items.getOrDefault(charge.id(), List.of())))
                .toList());
        return found;
    }

    private ScheduledCharge read(ResultSet row) throws SQLException {
        UUID id = Rows.uuid(row, "id");
        CreditType currency =
                pricing.creditType(Rows.uuid(row, "credit_type_id")).orElseThrow();
        return new ScheduledCharge(
                id,
                new ProductId(Rows.uuid(row, "product_id")),
                row.getString("name"),
                currency,
                List.of(),
                Rows.optionalInstant(row, "archived_at"),
                Json.readTexts(Rows.text(row, "custom_fields")),
                row.getString("netsuite_sales_order_id"));
    }

    private static ScheduledCharge.Item readItem(ResultSet row) throws SQLException {
        return new ScheduledCharge.Item(
                Rows.uuid(row, "item_id"),
                Rows.instant(row, "charged_at"),
                new ScheduledCharge.Price(row.getBigDecimal("unit_price"), row.getBigDecimal("quantity")));
    }
}

package io.downbeat.contracts.discounts;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.rows.TermRows;
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

/** Discounts and their items. Runs inside the caller's transaction. */
final class DiscountStore {
    private static final String ADD = """
        INSERT INTO discount (customer_id, id, contract_id, place, product_id, name, credit_type_id, custom_fields,
            netsuite_sales_order_id)
        VALUES (:customer, :id, :contract, :place, :product, :name, :creditType, CAST(:customFields AS jsonb),
            :netsuite)
        """;
    private static final String ADD_ITEMS = """
        INSERT INTO discount_item (customer_id, id, discount_id, taken_off_at, unit_price, quantity, amount)
        SELECT :customer, i.id, :discount, i.taken_off_at, i.unit_price, i.quantity, i.amount
          FROM unnest(:ids::uuid[], :dates::timestamptz[], :unitPrices::numeric[], :quantities::numeric[],
               :amounts::numeric[])
            AS i (id, taken_off_at, unit_price, quantity, amount)
        """;
    private static final String KEEP_ITEMS = """
        DELETE FROM discount_item
         WHERE customer_id = :customer AND discount_id = :discount AND NOT id = ANY (:kept::uuid[])
        """;
    private static final String OF_CONTRACTS = """
        SELECT d.contract_id, d.id, d.product_id, d.name, d.credit_type_id, d.custom_fields, d.netsuite_sales_order_id,
               i.id AS item_id, i.taken_off_at, i.unit_price, i.quantity
          FROM discount d
          LEFT JOIN discount_item i ON i.customer_id = d.customer_id AND i.discount_id = d.id
         WHERE (d.customer_id, d.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
         ORDER BY d.contract_id, d.place, i.taken_off_at, i.id
        """;

    private final JdbcClient database;
    private final Pricing pricing;

    DiscountStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    /** @param place among the discounts of the contract, from 0 on */
    void add(Contract.Ref contract, int place, Discount discount) {
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("id", discount.id())
                .param("contract", contract.contract().value())
                .param("place", place)
                .param("product", discount.product().value())
                .param("name", discount.name())
                .param("creditType", discount.currency().id())
                .param("customFields", Json.write(discount.customFields()))
                .param("netsuite", discount.netsuiteSalesOrderId())
                .update();
        List<ScheduledCharge.Item> items = discount.items();
        database.sql(ADD_ITEMS)
                .param("customer", contract.customer().value())
                .param("discount", discount.id())
                .param("ids", Rows.texts(items, item -> item.id().toString()))
                .param("dates", Rows.texts(items, item -> item.timestamp().toString()))
                .param("unitPrices", Rows.texts(items, item -> item.unitPrice().toPlainString()))
                .param("quantities", Rows.texts(items, item -> item.quantity().toPlainString()))
                .param("amounts", Rows.texts(items, item -> item.amount().toPlainString()))
                .update();
    }

    /** Takes away the items that it does not have any more. */
    void keepItems(Contract.Ref contract, Discount discount) {
        database.sql(KEEP_ITEMS)
                .param("customer", contract.customer().value())
                .param("discount", discount.id())
                .param("kept", Rows.texts(discount.items(), item -> item.id().toString()))
                .update();
    }

    /** In the order in which they were agreed; in one statement, as every contract that is read asks for them. */
    Map<ContractId, List<Discount>> of(Collection<Contract.Ref> contracts) {
        Map<ContractId, List<Discount>> found = new HashMap<>();
        Map<UUID, List<ScheduledCharge.Item>> items = new HashMap<>();
        JdbcClient.StatementSpec reading = TermRows.select(database, OF_CONTRACTS, contracts);
        reading.query(row -> {
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
        found.replaceAll((contract, discounts) -> discounts.stream()
                .map(discount -> discount.withItems(items.getOrDefault(discount.id(), List.of())))
                .toList());
        return found;
    }

    private Discount read(ResultSet row) throws SQLException {
        return new Discount(
                Rows.uuid(row, "id"),
                new ProductId(Rows.uuid(row, "product_id")),
                row.getString("name"),
                pricing.creditType(Rows.uuid(row, "credit_type_id")).orElseThrow(),
                List.of(),
                Json.readTexts(Rows.text(row, "custom_fields")),
                row.getString("netsuite_sales_order_id"));
    }

    private static ScheduledCharge.Item readItem(ResultSet row) throws SQLException {
        return new ScheduledCharge.Item(
                Rows.uuid(row, "item_id"),
                Rows.instant(row, "taken_off_at"),
                new ScheduledCharge.Price(row.getBigDecimal("unit_price"), row.getBigDecimal("quantity")));
    }
}

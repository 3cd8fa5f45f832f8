package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Balances as they were agreed and edited, with their segments and payments. */
final class BalanceStore {
    /** Does not wait for whoever holds the customer: what is added takes nothing of what is there. */
    private static final String ADD_CUSTOMER =
            "INSERT INTO balance_customer (customer_id) VALUES (:customer) ON CONFLICT (customer_id) DO NOTHING";

    private static final String HOLD = """
        SELECT customer_id FROM balance_customer WHERE customer_id = ANY (:customers)
        ORDER BY customer_id FOR NO KEY UPDATE
        """;
    /** Whoever's balances the invoices drew on; one that drew nothing has nothing to give back. */
    private static final String HOLD_DRAWN = """
        SELECT customer_id FROM balance_customer WHERE customer_id IN (SELECT d.customer_id FROM balance_draw d
            WHERE (d.invoice_customer_id, d.invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[])))
        ORDER BY customer_id FOR NO KEY UPDATE
        """;

    private static final String HOLD_DRAWN_BY = """
        SELECT customer_id FROM balance_customer WHERE customer_id IN (
            SELECT d.customer_id FROM balance_draw d WHERE d.invoice_customer_id = :customer AND d.voided_at IS NULL)
        ORDER BY customer_id FOR NO KEY UPDATE
        """;
    private static final String ADD = """
        INSERT INTO balance (customer_id, id, type, contract_id, applicable_contract_ids, invoice_contract_id, product_id,
            name, description, priority, applicable_product_ids, applicable_product_tags, specifiers, rate_type,
            rollover_fraction, custom_fields, credit_type_id, payment_credit_type_id, do_not_invoice, recurring_id,
            rolled_over_from, rolled_over_cost_basis, uniqueness_key, created_at, archived_at, child_access,
            child_contract_ids, is_rest_waived, counts_as_discounted, netsuite_sales_order_id,
            salesforce_opportunity_id)
        VALUES (:customer, :id, :type, :contract, CAST(:applicableContracts AS uuid[]), :invoiceContract, :product,
            :name, :description, :priority, CAST(:products AS uuid[]), CAST(:tags AS text[]), CAST(:specifiers AS jsonb),
            :rateType, :rolloverFraction, CAST(:customFields AS jsonb), :unit, :currency, :doNotInvoice, :recurring,
            :rolledOverFrom, :costBasis, :key, :createdAt, :archivedAt, :childAccess, CAST(:children AS uuid[]),
            :restWaived, :countsAsDiscounted, :netsuite, :salesforce)
        ON CONFLICT (uniqueness_key) DO NOTHING
        """;
    private static final String UPDATE = """
        UPDATE balance
           SET applicable_contract_ids = CAST(:applicableContracts AS uuid[]),
               invoice_contract_id = :invoiceContract, product_id = :product, name = :name,
               description = :description, priority = :priority, applicable_product_ids = CAST(:products AS uuid[]),
               applicable_product_tags = CAST(:tags AS text[]), specifiers = CAST(:specifiers AS jsonb),
               rate_type = :rateType, rollover_fraction = :rolloverFraction, archived_at = :archivedAt,
               is_rest_waived = :restWaived,
               netsuite_sales_order_id = :netsuite, salesforce_opportunity_id = :salesforce,
               child_access = :childAccess, child_contract_ids = CAST(:children AS uuid[])
         WHERE customer_id = :customer AND id = :id
        """;
    private static final String REMOVE_SEGMENTS = """
        UPDATE balance_segment SET is_removed = true
         WHERE customer_id = :customer AND balance_id = :id AND NOT is_removed AND NOT id = ANY (:kept)
        """;
    private static final String SAVE_SEGMENTS = """
        INSERT INTO balance_segment (customer_id, id, balance_id, balance_type, amount, starting_at, ending_before,
            seat_units, seat_group_key, seat_id)
        SELECT :customer, s.id, :id, :type, s.amount, s.starting_at, s.ending_before, s.seat_units, s.seat_group_key,
            s.seat_id
          FROM unnest(:ids::uuid[], :amounts::numeric[], :startingAts::timestamptz[], :endingBefores::timestamptz[],
                :seatUnits::numeric[], :seatKeys::text[], :seats::text[])
            AS s (id, amount, starting_at, ending_before, seat_units, seat_group_key, seat_id)
        ON CONFLICT (customer_id, id) DO UPDATE
           SET amount = excluded.amount, starting_at = excluded.starting_at, ending_before = excluded.ending_before,
               seat_units = excluded.seat_units
         WHERE (balance_segment.amount, balance_segment.starting_at, balance_segment.ending_before, balance_segment.seat_units)
               IS DISTINCT FROM (excluded.amount, excluded.starting_at, excluded.ending_before, excluded.seat_units)
        """;
    private static final String REMOVE_PAYMENTS = """
        DELETE FROM balance_payment_item
         WHERE customer_id = :customer AND balance_id = :id AND NOT id = ANY (:kept)
        """;
    private static final String SAVE_PAYMENTS = """
        INSERT INTO balance_payment_item (customer_id, id, balance_id, balance_type, paid_at, unit_price, quantity)
        SELECT :customer, p.id, :id, :type, p.paid_at, p.unit_price, p.quantity
          FROM unnest(:ids::uuid[], :paidAts::timestamptz[], :unitPrices::numeric[], :quantities::numeric[])
            AS p (id, paid_at, unit_price, quantity)
        ON CONFLICT (customer_id, id) DO UPDATE
           SET paid_at = excluded.paid_at, unit_price = excluded.unit_price, quantity = excluded.quantity
         WHERE (balance_payment_item.paid_at, balance_payment_item.unit_price, balance_payment_item.quantity)
               <> (excluded.paid_at, excluded.unit_price, excluded.quantity)
        """;
    private static final String SELECT = """
        SELECT b.*, (SELECT f.contract_id FROM balance f WHERE f.customer_id = b.customer_id AND f.id = b.rolled_over_from)
            AS rolled_over_from_contract FROM balance b
        """;
    private static final String IN_ORDER = " ORDER BY b.customer_id, b.created_at, b.id";
    private static final String LIVE =
            SELECT + "WHERE b.customer_id = ANY (:customers) AND b.archived_at IS NULL" + IN_ORDER;
    private static final String OF_CUSTOMER = SELECT + "WHERE b.customer_id = :customer" + IN_ORDER;
    private static final String FIND = SELECT + "WHERE b.customer_id = :customer AND b.id = ANY (:ids)" + IN_ORDER;
    private static final String FIND_ALL = SELECT + "WHERE b.id = ANY (:ids)" + IN_ORDER;
    private static final String CONTINUING =
            SELECT + "WHERE b.customer_id = :customer AND b.rolled_over_from = ANY (:ids)" + IN_ORDER;
    private static final String OF_CONTRACTS = SELECT + """
         WHERE (b.customer_id, b.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """ + IN_ORDER;
    private static final String BILLED_ON = SELECT + """
         WHERE (b.customer_id, b.invoice_contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """ + IN_ORDER;
    private static final String SEGMENTS = """
        SELECT balance_id, id, amount, starting_at, ending_before, seat_units, seat_group_key, seat_id FROM balance_segment
         WHERE (customer_id, balance_id) IN (SELECT * FROM unnest(:customers::uuid[], :balances::uuid[]))
           AND NOT is_removed
         ORDER BY starting_at, ending_before, seat_id NULLS FIRST, id
        """;
    private static final String PAYMENTS = """
        SELECT balance_id, id, paid_at, unit_price, quantity FROM balance_payment_item
         WHERE (customer_id, balance_id) IN (SELECT * FROM unnest(:customers::uuid[], :balances::uuid[]))
         ORDER BY paid_at, id
        """;
    private static final String UNIQUENESS_KEYS = """
        SELECT id, uniqueness_key FROM balance
         WHERE customer_id = :customer AND id = ANY (:ids) AND uniqueness_key IS NOT NULL
        """;

    private static final String CUSTOM_FIELDS =
            "SELECT id, custom_fields FROM balance WHERE id = ANY(:ids) AND custom_fields <> '{}'";

    private final JdbcClient database;
    private final BalanceRows rows;

    BalanceStore(JdbcClient database, BalanceRows rows) {
        this.database = database;
        this.rows = rows;
    }

    void hold(Collection<CustomerId> customers) {
        database.sql(HOLD)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query(UUID.class)
                .list();
    }

    void holdDrawn(Map<UUID, CustomerId> invoices) {
        List<Map.Entry<UUID, CustomerId>> all = List.copyOf(invoices.entrySet());
        database.sql(HOLD_DRAWN)
                .param("customers", Rows.array(all, of -> of.getValue().value()))
                .param("invoices", Rows.array(all, Map.Entry::getKey))
                .query(UUID.class)
                .list();
    }

    void holdDrawnBy(CustomerId customer) {
        database.sql(HOLD_DRAWN_BY)
                .param("customer", customer.value())
                .query(UUID.class)
                .list();
    }

    /** Whether it was added: not if there is a balance with the key. */
    boolean add(Balance balance, @Nullable String uniquenessKey) {
        database.sql(ADD_CUSTOMER).param("customer", balance.customer().value()).update();
        int added = BalanceRows.fixed(BalanceRows.changeable(database.sql(ADD), balance), balance)
                .param("key", uniquenessKey)
                .update();
        if (added > 0) {
            saveSegments(balance);
            savePayments(balance);
        }
        return added > 0;
    }

    void update(Balance balance) {
        BalanceRows.changeable(database.sql(UPDATE), balance).update();
        of(REMOVE_SEGMENTS, balance)
                .param(
                        "kept",
                        Rows.array(balance.segments(), segment -> segment.id().value()))
                .update();
        saveSegments(balance);
        of(REMOVE_PAYMENTS, balance)
                .param("kept", Rows.array(items(balance), PaymentItem::id))
                .update();
        savePayments(balance);
    }

    private void saveSegments(Balance balance) {
        List<AccessSegment> segments = balance.segments();
        of(SAVE_SEGMENTS, balance)
                .param("type", balance.type().name())
                .param("ids", Rows.array(segments, segment -> segment.id().value()))
                .param(
                        "amounts",
                        Rows.texts(segments, segment -> segment.amount().toPlainString()))
                .param(
                        "startingAts",
                        Rows.texts(segments, segment -> segment.startingAt().toString()))
                .param(
                        "endingBefores",
                        Rows.texts(segments, segment -> segment.endingBefore().toString()))
                .param("seatUnits", seats(segments, of -> of.units().toPlainString()))
                .param("seatKeys", seats(segments, AccessSegment.Seats::groupKey))
                .param("seats", seats(segments, AccessSegment.Seats::seat))
                .update();
    }

    private static @Nullable String[] seats(
            List<AccessSegment> segments, Function<AccessSegment.Seats, @Nullable String> part) {
        return segments.stream()
                .map(segment -> segment.seats() == null ? null : part.apply(segment.seats()))
                .toArray(String[]::new);
    }

    private void savePayments(Balance balance) {
        List<PaymentItem> items = items(balance);
        if (!items.isEmpty()) {
            of(SAVE_PAYMENTS, balance)
                    .param("type", balance.type().name())
                    .param("ids", Rows.array(items, PaymentItem::id))
                    .param("paidAts", Rows.texts(items, item -> item.timestamp().toString()))
                    .param(
                            "unitPrices",
                            Rows.texts(items, item -> item.unitPrice().toPlainString()))
                    .param(
                            "quantities",
                            Rows.texts(items, item -> item.quantity().toPlainString()))
                    .update();
        }
    }

    private static List<PaymentItem> items(Balance balance) {
        return balance.payments() == null ? List.of() : balance.payments().items();
    }

    private JdbcClient.StatementSpec of(String sql, Balance balance) {
        return database.sql(sql)
                .param("customer", balance.customer().value())
                .param("id", balance.id().value());
    }

    List<Balance> live(Collection<CustomerId> customers) {
        return customers.isEmpty()
                ? List.of()
                : read(database.sql(LIVE).param("customers", Rows.array(customers, CustomerId::value)));
    }

    List<Balance> ofCustomer(CustomerId customer) {
        return read(database.sql(OF_CUSTOMER).param("customer", customer.value()));
    }

    List<Balance> find(CustomerId customer, Collection<BalanceId> ids) {
        return read(ofIds(FIND, customer, ids));
    }

    List<Balance> findAll(Collection<BalanceId> ids) {
        return read(database.sql(FIND_ALL).param("ids", Rows.array(ids, BalanceId::value)));
    }

    /** Those that rolled over from the balances. */
    List<Balance> continuing(CustomerId customer, Collection<BalanceId> from) {
        return read(ofIds(CONTINUING, customer, from));
    }

    List<Balance> ofContracts(Collection<BalanceHolder> contracts) {
        return read(database.sql(OF_CONTRACTS)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("contracts", Rows.array(contracts, BalanceHolder::contract)));
    }

    /** Those of the customer whose payments stand on the contracts' invoices. */
    List<Balance> billedOn(Collection<BalanceHolder> contracts) {
        return read(database.sql(BILLED_ON)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("contracts", Rows.array(contracts, BalanceHolder::contract)));
    }

    Map<BalanceId, Map<String, String>> customFields(Collection<BalanceId> ids) {
        Map<BalanceId, Map<String, String>> found = new HashMap<>();
        database.sql(CUSTOM_FIELDS)
                .param("ids", Rows.array(ids, BalanceId::value))
                .query(row -> {
                    found.put(new BalanceId(Rows.uuid(row, "id")), Json.readTexts(Rows.text(row, "custom_fields")));
                });
        return found;
    }

    Map<BalanceId, String> uniquenessKeys(CustomerId customer, Collection<BalanceId> ids) {
        Map<BalanceId, String> found = new HashMap<>();
        ofIds(UNIQUENESS_KEYS, customer, ids).query(row -> {
            found.put(new BalanceId(Rows.uuid(row, "id")), Rows.text(row, "uniqueness_key"));
        });
        return found;
    }

    private JdbcClient.StatementSpec ofIds(String sql, CustomerId customer, Collection<BalanceId> ids) {
        return database.sql(sql).param("customer", customer.value()).param("ids", Rows.array(ids, BalanceId::value));
    }

    /** The balances of a statement, in its order, with what belongs to them in a statement each. */
    private List<Balance> read(JdbcClient.StatementSpec reading) {
        List<BalanceRows.Head> heads =
                reading.query((row, number) -> rows.head(row)).list();
        if (heads.isEmpty()) {
            return List.of();
        }
        Map<BalanceId, List<AccessSegment>> segments = belonging(SEGMENTS, heads, BalanceRows::segment);
        Map<BalanceId, List<PaymentItem>> payments = belonging(PAYMENTS, heads, BalanceRows::payment);
        return heads.stream()
                .map(head -> head.with(
                        segments.getOrDefault(head.id(), List.of()), payments.getOrDefault(head.id(), List.of())))
                .toList();
    }

    private <T> Map<BalanceId, List<T>> belonging(
            String sql, List<BalanceRows.Head> heads, BalanceRows.Reader<T> reader) {
        Map<BalanceId, List<T>> found = new HashMap<>();
        database.sql(sql)
                .param("customers", Rows.array(heads, head -> head.customer().value()))
                .param("balances", Rows.array(heads, head -> head.id().value()))
                .query(row -> {
                    found.computeIfAbsent(new BalanceId(Rows.uuid(row, "balance_id")), _ -> new ArrayList<>())
                            .add(reader.read(row));
                });
        return found;
    }
}

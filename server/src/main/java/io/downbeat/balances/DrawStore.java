package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What came to balances after they were agreed: draws of finalized invoices, and manual entries. */
final class DrawStore {
    private static final String ADD = """
        INSERT INTO balance_draw (customer_id, segment_id, invoice_id, balance_id, invoice_customer_id, contract_id, amount,
            dated_at, is_true_up)
        SELECT * FROM unnest(:customers::uuid[], :segments::uuid[], :invoices::uuid[], :balances::uuid[],
            :invoiceCustomers::uuid[], :contracts::uuid[], :amounts::numeric[], :datedAts::timestamptz[],
            :trueUps::boolean[])
        """;
    private static final String GIVE_BACK = """
        UPDATE balance_draw SET voided_at = :now
         WHERE (invoice_customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
           AND voided_at IS NULL
        """;
    private static final String ADD_ENTRY = """
        INSERT INTO balance_manual_entry (customer_id, id, balance_id, segment_id, amount, dated_at, reason, created_at)
        VALUES (:customer, :id, :balance, :segment, :amount, :datedAt, :reason, :now)
        """;
    private static final String MOVEMENTS = """
        SELECT s.id, coalesce(added.amount, 0) AS added, coalesce(drawn.amount, 0) AS drawn
          FROM balance_segment s
          LEFT JOIN LATERAL (SELECT sum(m.amount) AS amount FROM balance_manual_entry m
                WHERE m.customer_id = s.customer_id AND m.segment_id = s.id) added ON true
          LEFT JOIN LATERAL (SELECT sum(d.amount) AS amount FROM balance_draw d
                WHERE d.customer_id = s.customer_id AND d.segment_id = s.id AND d.voided_at IS NULL) drawn ON true
         WHERE (s.customer_id, s.balance_id) IN (SELECT * FROM unnest(:customers::uuid[], :balances::uuid[]))
           AND NOT s.is_removed AND (added.amount IS NOT NULL OR drawn.amount IS NOT NULL)
        """;
    private static final String DRAWS = """
        SELECT segment_id, invoice_id, balance_id, invoice_customer_id, contract_id, amount, dated_at, is_true_up
          FROM balance_draw
         WHERE customer_id = :customer AND balance_id = ANY (:balances) AND voided_at IS NULL
         ORDER BY dated_at, invoice_id, segment_id
        """;
    private static final String GIVEN_BACK = """
        SELECT invoice_id, voided_at FROM balance_draw
         WHERE customer_id = :customer AND balance_id = ANY (:balances) AND NOT is_true_up AND voided_at > :after
        """;
    private static final String POSTPAID_DRAWN_BY = """
        SELECT DISTINCT d.customer_id, d.balance_id FROM balance_draw d
          JOIN balance b ON b.customer_id = d.customer_id AND b.id = d.balance_id
         WHERE (d.invoice_customer_id, d.invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
           AND b.type = 'POSTPAID' AND NOT d.is_true_up AND d.voided_at IS NULL
        """;
    private static final String MANUAL_ENTRIES = """
        SELECT m.id, m.balance_id, m.segment_id, m.amount, m.dated_at, m.reason
          FROM balance_segment s
          JOIN balance_manual_entry m ON m.customer_id = s.customer_id AND m.segment_id = s.id
         WHERE s.customer_id = :customer AND s.balance_id = ANY (:balances) AND NOT s.is_removed
         ORDER BY m.dated_at, m.created_at, m.id
        """;

    private final JdbcClient database;

    DrawStore(JdbcClient database) {
        this.database = database;
    }

    void add(List<Draw> draws) {
        database.sql(ADD)
                .param("customers", Rows.array(draws, draw -> draw.customer().value()))
                .param("segments", Rows.array(draws, draw -> draw.segment().value()))
                .param("invoices", Rows.array(draws, Draw::invoice))
                .param("balances", Rows.array(draws, draw -> draw.balance().value()))
                .param(
                        "invoiceCustomers",
                        Rows.array(draws, draw -> draw.contract().customer().value()))
                .param("contracts", Rows.array(draws, draw -> draw.contract().contract()))
                .param("amounts", texts(draws, draw -> draw.amount().toPlainString()))
                .param("datedAts", texts(draws, draw -> draw.datedAt().toString()))
                .param("trueUps", texts(draws, draw -> String.valueOf(draw.isTrueUp())))
                .update();
    }

    private static String[] texts(List<Draw> draws, Function<Draw, String> text) {
        return draws.stream().map(text).toArray(String[]::new);
    }

    void giveBack(Map<UUID, CustomerId> invoices, Instant now) {
        List<Map.Entry<UUID, CustomerId>> all = List.copyOf(invoices.entrySet());
        database.sql(GIVE_BACK)
                .param("customers", Rows.array(all, of -> of.getValue().value()))
                .param("invoices", Rows.array(all, Map.Entry::getKey))
                .param("now", Rows.at(now))
                .update();
    }

    void add(CustomerId customer, ManualEntry entry, Instant now) {
        database.sql(ADD_ENTRY)
                .param("customer", customer.value())
                .param("id", entry.id())
                .param("balance", entry.balance().value())
                .param("segment", entry.segment().value())
                .param("amount", entry.amount())
                .param("datedAt", Rows.at(entry.timestamp()))
                .param("reason", entry.reason())
                .param("now", Rows.at(now))
                .update();
    }

    /** By segment; one that nothing came to is not in the answer. */
    Map<AccessSegmentId, Movements> movements(Collection<Balance> balances) {
        Map<AccessSegmentId, Movements> found = new HashMap<>();
        database.sql(MOVEMENTS)
                .param(
                        "customers",
                        Rows.array(balances, balance -> balance.customer().value()))
                .param("balances", Rows.array(balances, balance -> balance.id().value()))
                .query(row -> {
                    found.put(
                            new AccessSegmentId(Rows.uuid(row, "id")),
                            new Movements(row.getBigDecimal("added"), row.getBigDecimal("drawn")));
                });
        return found;
    }

    List<Draw> draws(CustomerId customer, Collection<BalanceId> balances) {
        return of(DRAWS, customer, balances)
                .query((row, number) -> new Draw(
                        customer,
                        Rows.uuid(row, "invoice_id"),
                        new BalanceId(Rows.uuid(row, "balance_id")),
                        new AccessSegmentId(Rows.uuid(row, "segment_id")),
                        new BalanceHolder(
                                new CustomerId(Rows.uuid(row, "invoice_customer_id")), Rows.uuid(row, "contract_id")),
                        amount(row),
                        Rows.instant(row, "dated_at"),
                        row.getBoolean("is_true_up")))
                .list();
    }

    /** When each invoice whose usage drew on the balance was voided, if that was after the moment. */
    Map<UUID, Instant> givenBackSince(CustomerId customer, BalanceId balance, Instant after) {
        Map<UUID, Instant> found = new HashMap<>();
        of(GIVEN_BACK, customer, List.of(balance))
                .param("after", Rows.at(after))
                .query(row -> {
                    found.put(Rows.uuid(row, "invoice_id"), Rows.instant(row, "voided_at"));
                });
        return found;
    }

    /** With whose they are, the postpaid commits that usage of the invoices drew on. */
    Map<BalanceId, CustomerId> postpaidDrawnBy(Map<UUID, CustomerId> invoices) {
        List<Map.Entry<UUID, CustomerId>> all = List.copyOf(invoices.entrySet());
        Map<BalanceId, CustomerId> found = new HashMap<>();
        database.sql(POSTPAID_DRAWN_BY)
                .param("customers", Rows.array(all, of -> of.getValue().value()))
                .param("invoices", Rows.array(all, Map.Entry::getKey))
                .query(row -> {
                    found.put(
                            new BalanceId(Rows.uuid(row, "balance_id")), new CustomerId(Rows.uuid(row, "customer_id")));
                });
        return found;
    }

    List<ManualEntry> manualEntries(CustomerId customer, Collection<BalanceId> balances) {
        return of(MANUAL_ENTRIES, customer, balances)
                .query((row, number) -> new ManualEntry(
                        Rows.uuid(row, "id"),
                        new BalanceId(Rows.uuid(row, "balance_id")),
                        new AccessSegmentId(Rows.uuid(row, "segment_id")),
                        amount(row),
                        Rows.instant(row, "dated_at"),
                        Rows.text(row, "reason")))
                .list();
    }

    private static BigDecimal amount(ResultSet row) throws SQLException {
        return row.getBigDecimal("amount");
    }

    private JdbcClient.StatementSpec of(String sql, CustomerId customer, Collection<BalanceId> balances) {
        return database.sql(sql)
                .param("customer", customer.value())
                .param("balances", Rows.array(balances, BalanceId::value));
    }
}

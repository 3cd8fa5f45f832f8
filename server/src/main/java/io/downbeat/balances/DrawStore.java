package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What came to balances after they were agreed: draws of finalized invoices, manual entries, and what rolled over. */
final class DrawStore {
    /** What manual entries added to a segment, what finalized invoices drew of it, and what of it rolled over for good. */
    record Movements(BigDecimal added, BigDecimal drawn, BigDecimal rolled) {
        static final Movements NONE = new Movements(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

        BigDecimal leftOf(BigDecimal amount) {
            return amount.add(added).subtract(drawn).subtract(rolled);
        }
    }

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
        SELECT s.id, coalesce(added.amount, 0) AS added, coalesce(drawn.amount, 0) AS drawn,
               coalesce(rolled.amount, 0) AS rolled
          FROM balance_segment s
          LEFT JOIN LATERAL (SELECT sum(m.amount) AS amount FROM balance_manual_entry m
                WHERE m.customer_id = s.customer_id AND m.segment_id = s.id) added ON true
          LEFT JOIN LATERAL (SELECT sum(d.amount) AS amount FROM balance_draw d
                WHERE d.customer_id = s.customer_id AND d.segment_id = s.id AND d.voided_at IS NULL) drawn ON true
          LEFT JOIN LATERAL (SELECT sum(r.amount) AS amount FROM balance_rollover r
                WHERE r.customer_id = s.customer_id AND r.segment_id = s.id) rolled ON true
         WHERE (s.customer_id, s.balance_id) IN (SELECT * FROM unnest(:customers::uuid[], :balances::uuid[]))
           AND NOT s.is_removed
           AND (added.amount IS NOT NULL OR drawn.amount IS NOT NULL OR rolled.amount IS NOT NULL)
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

    private static final String ADD_TRANSITION = """
        INSERT INTO balance_transition (customer_id, from_contract_id, into_contract_id, renewed_at, ends_at)
        VALUES (:customer, :from, :into, :renewedAt, :endsAt)
        """;
    /** Of a renewal whose contract was archived, and to which nothing rolled over. */
    private static final String REMOVE_TRANSITION = """
        DELETE FROM balance_transition WHERE customer_id = :customer AND from_contract_id = :from
        """;

    private static final String TRANSITION = """
        SELECT into_contract_id, renewed_at, ends_at FROM balance_transition
         WHERE customer_id = :customer AND from_contract_id = :from
        """;
    private static final String PROVISIONAL = """
        SELECT f.customer_id, f.contract_id FROM balance f
          JOIN balance b ON b.customer_id = f.customer_id AND b.rolled_over_from = f.id AND b.rollover_frozen_at IS NULL
         WHERE (f.customer_id, f.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """;
    private static final String ROLLED = """
        SELECT r.balance_id, r.segment_id, r.into_balance_id, r.contract_id, s.starting_at, r.amount
          FROM balance_rollover r
          JOIN balance_segment s ON s.customer_id = r.customer_id AND s.balance_id = r.into_balance_id
         WHERE r.customer_id = :customer AND r.balance_id = ANY (:balances)
        """;
    private static final String FREEZE = """
        UPDATE balance SET rollover_frozen_at = :now
         WHERE customer_id = :customer AND id = :into AND rolled_over_from IS NOT NULL AND rollover_frozen_at IS NULL
        """;
    private static final String ADD_ROLLED = """
        INSERT INTO balance_rollover (customer_id, segment_id, contract_id, balance_id, into_balance_id, amount)
        SELECT :customer, r.* FROM unnest(:segments::uuid[], :contracts::uuid[], :balances::uuid[], :into::uuid[],
            :amounts::numeric[]) AS r
        """;
    /** The amount of what rolled over is the sum of what came from each segment; in arrears as much is owed. */
    private static final String GIVE = """
        WITH given AS (SELECT coalesce(sum(amount), 0) AS amount FROM balance_rollover
                WHERE customer_id = :customer AND into_balance_id = :into),
            owed AS (UPDATE balance_payment_item SET unit_price = given.amount, quantity = 1 FROM given
                WHERE customer_id = :customer AND balance_id = :into AND balance_type = 'POSTPAID')
        UPDATE balance_segment SET amount = given.amount FROM given
         WHERE customer_id = :customer AND balance_id = :into
        """;

    private static final String REMOVE_ROLLED =
            "DELETE FROM balance_rollover WHERE customer_id = :customer AND into_balance_id = :into";
    private static final String OPEN_AGAIN = """
        UPDATE balance SET rollover_frozen_at = NULL, rolled_over_cost_basis = :costBasis
         WHERE customer_id = :customer AND id = :into
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
                .param("amounts", Rows.texts(draws, draw -> draw.amount().toPlainString()))
                .param("datedAts", Rows.texts(draws, draw -> draw.datedAt().toString()))
                .param("trueUps", Rows.texts(draws, draw -> String.valueOf(draw.isTrueUp())))
                .update();
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
                            new Movements(
                                    row.getBigDecimal("added"),
                                    row.getBigDecimal("drawn"),
                                    row.getBigDecimal("rolled")));
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

    void add(Rollovers.Transition transition) {
        BalanceHolder from = transition.from();
        of(REMOVE_TRANSITION, from.customer()).param("from", from.contract()).update();
        of(ADD_TRANSITION, from.customer())
                .param("from", from.contract())
                .param("into", transition.into())
                .param("renewedAt", Rows.at(transition.renewedAt()))
                .param("endsAt", Rows.at(transition.endsAt()))
                .update();
    }

    Optional<Rollovers.Transition> find(BalanceHolder from) {
        return of(TRANSITION, from.customer())
                .param("from", from.contract())
                .query((row, number) -> new Rollovers.Transition(
                        from,
                        Rows.uuid(row, "into_contract_id"),
                        Rows.instant(row, "renewed_at"),
                        Rows.optionalInstant(row, "ends_at")))
                .optional();
    }

    /** Those of the contracts from which something rolls over that is not settled. */
    Set<BalanceHolder> provisional(Collection<BalanceHolder> from) {
        return new HashSet<>(database.sql(PROVISIONAL)
                .param("customers", Rows.array(from, one -> one.customer().value()))
                .param("contracts", Rows.array(from, BalanceHolder::contract))
                .query((row, number) ->
                        new BalanceHolder(new CustomerId(Rows.uuid(row, "customer_id")), Rows.uuid(row, "contract_id")))
                .list());
    }

    /** What of the balances rolled over for good. */
    List<Rollovers.Rolled> rolled(CustomerId customer, Collection<BalanceId> balances) {
        return of(ROLLED, customer)
                .param("balances", Rows.array(balances, BalanceId::value))
                .query((row, number) -> new Rollovers.Rolled(
                        customer,
                        new BalanceId(Rows.uuid(row, "balance_id")),
                        new AccessSegmentId(Rows.uuid(row, "segment_id")),
                        new BalanceId(Rows.uuid(row, "into_balance_id")),
                        Rows.uuid(row, "contract_id"),
                        Rows.instant(row, "starting_at"),
                        row.getBigDecimal("amount")))
                .list();
    }

    /** Settles what rolled over into the balance, if that is not settled yet. */
    void freeze(CustomerId customer, BalanceId into, List<Rollovers.Rolled> all, Instant now) {
        int frozen = of(FREEZE, customer)
                .param("into", into.value())
                .param("now", Rows.at(now))
                .update();
        List<Rollovers.Rolled> rolled =
                all.stream().filter(one -> one.into().equals(into)).toList();
        if (frozen > 0 && !rolled.isEmpty()) {
            of(ADD_ROLLED, customer)
                    .param("segments", Rows.array(rolled, one -> one.segment().value()))
                    .param("contracts", Rows.array(rolled, Rollovers.Rolled::contract))
                    .param("balances", Rows.array(rolled, one -> one.from().value()))
                    .param("into", Rows.array(rolled, one -> one.into().value()))
                    .param("amounts", Rows.texts(rolled, Rollovers.Rolled::amount))
                    .update();
            give(customer, into);
        }
    }

    /** Unsettles what rolled over into the balance. */
    void openAgain(CustomerId customer, BalanceId into, BigDecimal costBasis) {
        of(REMOVE_ROLLED, customer).param("into", into.value()).update();
        of(OPEN_AGAIN, customer)
                .param("into", into.value())
                .param("costBasis", costBasis)
                .update();
        give(customer, into);
    }

    private void give(CustomerId customer, BalanceId into) {
        of(GIVE, customer).param("into", into.value()).update();
    }

    private JdbcClient.StatementSpec of(String sql, CustomerId customer) {
        return database.sql(sql).param("customer", customer.value());
    }
}

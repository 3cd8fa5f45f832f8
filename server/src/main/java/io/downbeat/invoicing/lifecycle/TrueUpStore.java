package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.PaymentItem;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drafts that bill what is left of postpaid commits, in the database. A draft that another server has claimed is waited for
 * by nobody who holds a customer's balances, since that server waits for these: it decides by itself what becomes of the draft.
 */
final class TrueUpStore {
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, issued_at, credit_type_id, finalize_at, created_at,
            true_up_of)
        VALUES (:id, :customer, :contract, 'SCHEDULED', 'DRAFT', :date, :currency, :due, :now, :commit)
        ON CONFLICT (customer_id, true_up_of) WHERE status <> 'VOID' AND true_up_of IS NOT NULL DO NOTHING
        """;
    private static final String MOVE = """
        UPDATE invoice SET issued_at = :date, finalize_at = :due, failures = 0
        WHERE customer_id = :customer AND true_up_of = :commit AND status = 'DRAFT'
        """;
    private static final String REMOVE = """
        DELETE FROM invoice WHERE (customer_id, id) IN (
            SELECT customer_id, id FROM invoice
            WHERE customer_id = :customer AND contract_id = :contract AND true_up_of = ANY (:commits) AND status = 'DRAFT'
            FOR UPDATE SKIP LOCKED)
        """;
    private static final String REMOVE_ONE =
            "DELETE FROM invoice WHERE customer_id = :customer AND id = :id AND status = 'DRAFT'";
    private static final String PUT_OFF = """
        UPDATE invoice SET finalize_at = :until WHERE customer_id = :customer AND id = :id AND status = 'DRAFT'
        """;
    // One whose finalizing failed keeps its pause.
    private static final String WAKE = """
        UPDATE invoice SET finalize_at = greatest(issued_at, CAST(:now AS timestamptz)) WHERE (customer_id, id) IN (
            SELECT customer_id, id FROM invoice
            WHERE (customer_id, true_up_of) IN (SELECT * FROM unnest(:customers::uuid[], :commits::uuid[]))
              AND status = 'DRAFT' AND failures = 0 AND finalize_at > greatest(issued_at, CAST(:now AS timestamptz))
            FOR UPDATE SKIP LOCKED)
        """;
    private static final String REMOVE_USED_UP = """
        DELETE FROM invoice WHERE (customer_id, id) IN (
            SELECT customer_id, id FROM invoice
            WHERE (customer_id, true_up_of) IN (SELECT * FROM unnest(:customers::uuid[], :commits::uuid[]))
              AND status = 'DRAFT' FOR UPDATE SKIP LOCKED)
        """;
    private static final String UNOPENED = """
        SELECT customer_id, contract_id, next_period_start FROM invoicing_cursor
        WHERE customer_id = ANY (:customers) AND next_period_start IS NOT NULL
        """;
    private static final String REPLACED = """
        SELECT n.regenerated_from FROM invoice v
            JOIN invoice n ON n.customer_id = v.customer_id AND n.regenerated_from = v.id
        WHERE v.id = ANY (:voided)
        """;

    /** The start of a contract's first period that has no draft yet. */
    record Unopened(Contract.Ref contract, Instant start) {}

    private final JdbcClient database;

    TrueUpStore(JdbcClient database) {
        this.database = database;
    }

    /** Does nothing if there is one already. */
    void open(InvoiceId id, Contract.Ref contract, Balance commit, PaymentItem payment, Instant now) {
        database.sql(OPEN)
                .param("id", id.value())
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("date", Rows.at(payment.timestamp()))
                .param("currency", commit.unit().id())
                .param("due", Rows.at(DueDates.scheduled(payment.timestamp(), now)))
                .param("now", Rows.at(now))
                .param("commit", commit.id().value())
                .update();
    }

    void move(Balance commit, PaymentItem payment, Instant now) {
        database.sql(MOVE)
                .param("customer", commit.customer().value())
                .param("commit", commit.id().value())
                .param("date", Rows.at(payment.timestamp()))
                .param("due", Rows.at(DueDates.scheduled(payment.timestamp(), now)))
                .update();
    }

    void remove(Contract.Ref contract, Collection<BalanceId> commits) {
        database.sql(REMOVE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("commits", Rows.array(commits, BalanceId::value))
                .update();
    }

    /** Of a draft that the running transaction has claimed. */
    void remove(Invoice.Ref draft) {
        database.sql(REMOVE_ONE)
                .param("customer", draft.customer().value())
                .param("id", draft.invoice().value())
                .update();
    }

    /** Of a draft that the running transaction has claimed. */
    void putOff(Invoice.Ref draft, Instant until) {
        database.sql(PUT_OFF)
                .param("customer", draft.customer().value())
                .param("id", draft.invoice().value())
                .param("until", Rows.at(until))
                .update();
    }

    /** What waited for usage to be final is looked at again. */
    void wake(List<Balance> commits, Instant now) {
        each(WAKE, commits).param("now", Rows.at(now)).update();
    }

    void removeUsedUp(List<Balance> commits) {
        each(REMOVE_USED_UP, commits).update();
    }

    private JdbcClient.StatementSpec each(String sql, List<Balance> commits) {
        return database.sql(sql)
                .param(
                        "customers",
                        Rows.array(commits, commit -> commit.customer().value()))
                .param("commits", Rows.array(commits, commit -> commit.id().value()));
    }

    List<Unopened> unopened(Collection<CustomerId> customers) {
        return database.sql(UNOPENED)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query((row, number) -> new Unopened(
                        new Contract.Ref(
                                new CustomerId(Rows.uuid(row, "customer_id")),
                                new ContractId(Rows.uuid(row, "contract_id"))),
                        Rows.instant(row, "next_period_start")))
                .list();
    }

    /** Those of some voided invoices that were regenerated. */
    Set<UUID> replaced(Collection<UUID> voided) {
        return new HashSet<>(database.sql(REPLACED)
                .param("voided", voided.toArray(UUID[]::new))
                .query((row, number) -> Rows.uuid(row, "regenerated_from"))
                .list());
    }
}

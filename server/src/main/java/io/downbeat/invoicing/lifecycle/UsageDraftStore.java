package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Usage drafts and how far they were opened, in the database. */
public final class UsageDraftStore {
    private static final String NEXT = "SELECT min(next_period_start) AS next FROM invoicing_cursor";
    private static final String CLAIM = """
        SELECT customer_id, contract_id, next_period_start FROM invoicing_cursor
        WHERE next_period_start <= :now ORDER BY next_period_start, contract_id LIMIT :limit
        FOR UPDATE SKIP LOCKED
        """;
    private static final String DUE = """
        SELECT customer_id, contract_id FROM invoicing_cursor
        WHERE next_period_start <= :now ORDER BY next_period_start, contract_id
        """;
    private static final String CLAIM_ONE = """
        SELECT customer_id, contract_id, next_period_start FROM invoicing_cursor
        WHERE customer_id = :customer AND contract_id = :contract AND next_period_start <= :now FOR UPDATE SKIP LOCKED
        """;
    private static final String MOVE = """
        INSERT INTO invoicing_cursor (customer_id, contract_id, next_period_start)
        SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[], :nexts::timestamptz[])
        ON CONFLICT (customer_id, contract_id) DO UPDATE SET next_period_start = excluded.next_period_start
        """;
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, period_start, period_end, issued_at,
            credit_type_id, finalize_at, created_at)
        SELECT n.id, n.customer_id, n.contract_id, 'USAGE', 'DRAFT', n.period_start, n.period_end, n.issued_at,
            n.credit_type_id, n.issued_at, :now
        FROM unnest(:ids::uuid[], :customers::uuid[], :contracts::uuid[], :starts::timestamptz[],
                :ends::timestamptz[], :dates::timestamptz[], :currencies::uuid[])
            AS n (id, customer_id, contract_id, period_start, period_end, issued_at, credit_type_id)
        """;
    private static final String CUT = """
        UPDATE invoice SET period_end = :end, issued_at = :issued, finalize_at = :issued, failures = 0
        WHERE customer_id = :customer AND id = :id AND status = 'DRAFT'
        """;
    // A draft that an edit of the contract removed may be opened again; an invoice that a person voided may not. A
    // historical one opens nothing: the periods behind it are before invoice generation too.
    private static final String OPENED_UNTIL = """
        SELECT max(period_end) AS opened FROM invoice
        WHERE customer_id = :customer AND contract_id = :contract AND type = 'USAGE' AND NOT historical
          AND (status = 'DRAFT' OR finalized_at IS NOT NULL)
        """;
    private static final String IS_COMPLETE = """
        SELECT NOT EXISTS (SELECT FROM invoicing_cursor
                WHERE customer_id = :customer AND contract_id = :contract AND next_period_start IS NOT NULL)
            AND NOT EXISTS (SELECT FROM invoice
                WHERE customer_id = :customer AND contract_id = :contract AND type = 'USAGE' AND status = 'DRAFT')
        """;
    private static final String CLOSED_ENDS = """
        SELECT period_end FROM invoice
        WHERE customer_id = :customer AND contract_id = :contract AND type = 'USAGE'
        GROUP BY period_end HAVING bool_or(finalized_at IS NOT NULL) AND NOT bool_or(status = 'DRAFT')
        """;

    /** A contract whose next period has begun. */
    record Due(Contract.Ref contract, Instant next) {}

    /** Where a contract's next draft opens, {@code null} if nowhere. */
    record Cursor(Contract.Ref contract, @Nullable Instant next) {}

    /** A draft to be. */
    record NewDraft(InvoiceId id, Contract.Ref contract, ServicePeriod period, CreditType currency) {}

    private final JdbcClient database;

    UsageDraftStore(JdbcClient database) {
        this.database = database;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    List<Due> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> due(row))
                .list();
    }

    /** All contracts whose next period has begun, held by somebody or not. */
    List<Contract.Ref> due(Instant now) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .query((row, number) -> contract(row))
                .list();
    }

    Optional<Due> claimOne(Contract.Ref contract, Instant now) {
        return database.sql(CLAIM_ONE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("now", Rows.at(now))
                .query((row, number) -> due(row))
                .optional();
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(contract(row), Rows.instant(row, "next_period_start"));
    }

    private static Contract.Ref contract(ResultSet row) throws SQLException {
        return new Contract.Ref(
                new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id")));
    }

    void move(Collection<Cursor> cursors) {
        database.sql(MOVE)
                .param(
                        "customers",
                        Rows.array(
                                cursors, cursor -> cursor.contract().customer().value()))
                .param(
                        "contracts",
                        Rows.array(
                                cursors, cursor -> cursor.contract().contract().value()))
                .param("nexts", Rows.texts(cursors, Cursor::next))
                .update();
    }

    void open(List<NewDraft> drafts, Duration grace, Instant now) {
        if (drafts.isEmpty()) {
            return;
        }
        database.sql(OPEN)
                .param("now", Rows.at(now))
                .param("ids", Rows.texts(drafts, NewDraft::id))
                .param(
                        "customers",
                        Rows.texts(drafts, draft -> draft.contract().customer().value()))
                .param(
                        "contracts",
                        Rows.texts(drafts, draft -> draft.contract().contract().value()))
                .param("starts", Rows.texts(drafts, draft -> draft.period().start()))
                .param("ends", Rows.texts(drafts, draft -> draft.period().end()))
                .param("dates", Rows.texts(drafts, draft -> DueDates.issuedAt(draft.period(), grace)))
                .param(
                        "currencies",
                        Rows.texts(drafts, draft -> draft.currency().id()))
                .update();
    }

    /** The draft covers a shorter or longer period from now on. */
    void resize(Invoice.Ref draft, ServicePeriod period, Duration grace) {
        database.sql(CUT)
                .param("customer", draft.customer().value())
                .param("id", draft.invoice().value())
                .param("end", Rows.at(period.end()))
                .param("issued", Rows.at(DueDates.issuedAt(period, grace)))
                .update();
    }

    /** Up to where the contract has usage invoices, if it has any. */
    public Optional<Instant> openedUntil(Contract.Ref contract) {
        return database.sql(OPENED_UNTIL)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "opened")))
                .single();
    }

    /** Whether every usage invoice that the contract will ever have is final or void. */
    boolean isComplete(Contract.Ref contract) {
        return database.sql(IS_COMPLETE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query(Boolean.class)
                .single();
    }

    /** Ends of periods whose usage invoice takes no more charges. */
    Set<Instant> closedEnds(Contract.Ref contract) {
        return new HashSet<>(database.sql(CLOSED_ENDS)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query((row, number) -> Rows.instant(row, "period_end"))
                .list());
    }
}

package io.downbeat.thresholdbilling;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.PaymentAnswer;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Purchases in the database. Runs inside the caller's transaction. */
final class WorkflowStore {
    private static final String ADD = """
        INSERT INTO payment_workflow (customer_id, id, contract_id, invoice_id, kind, gate_type, gate, commit_id, commit,
            commit_amount, payment_fraction, invoice_amount, created_at, deadline_at, state, settle_at)
        VALUES (:customer, :id, :contract, :invoice, :kind, :gateType, CAST(:gate AS jsonb), :commitId,
            CAST(:commit AS jsonb), :commitAmount, :fraction, :invoiceAmount, :now, :deadline, 'OPEN', :deadline)
        """;
    private static final String OPEN_KINDS = """
        SELECT kind FROM payment_workflow
        WHERE customer_id = :customer AND contract_id = :contract AND state = 'OPEN'
        """;
    private static final String FIND = "SELECT * FROM payment_workflow WHERE id = :id";
    private static final String LOCK =
            "SELECT * FROM payment_workflow WHERE customer_id = :customer AND id = :id FOR NO KEY UPDATE";
    private static final String OF_INVOICES = """
        SELECT * FROM payment_workflow
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
        """;
    private static final String OF_COMMITS =
            "SELECT * FROM payment_workflow WHERE customer_id = ANY (:customers) AND commit_id = ANY (:commits)";
    private static final String OPEN_THROUGH_STRIPE = """
        SELECT * FROM payment_workflow WHERE customer_id = ANY (:customers) AND state = 'OPEN' AND gate_type = 'STRIPE'
        """;
    private static final String ANSWER = """
        UPDATE payment_workflow SET outcome = :outcome, outcome_detail = CAST(:detail AS jsonb), settle_at = :now
        WHERE customer_id = :customer AND invoice_id = :invoice AND state = 'OPEN' AND outcome IS NULL
        """;
    private static final String ASK_FOR_ACTION = """
        UPDATE payment_workflow SET action_asked_at = :now
        WHERE customer_id = :customer AND invoice_id = :invoice AND state = 'OPEN' AND outcome IS NULL
            AND action_asked_at IS NULL
        RETURNING *
        """;
    private static final String END = """
        UPDATE payment_workflow SET state = :state, outcome = :outcome, outcome_detail = CAST(:detail AS jsonb),
            settle_at = NULL, ended_at = :now
        WHERE customer_id = :customer AND id = :id
        """;
    private static final String LATER = """
        UPDATE payment_workflow SET settle_at = :again WHERE customer_id = :customer AND id = :id AND state = 'OPEN'
        """;
    private static final String NEXT_DUE = """
        SELECT settle_at FROM payment_workflow WHERE settle_at IS NOT NULL ORDER BY settle_at LIMIT 1
        """;
    private static final String DUE = """
        SELECT * FROM payment_workflow WHERE settle_at <= :now ORDER BY settle_at, id LIMIT :limit
        """;

    private final JdbcClient database;

    WorkflowStore(JdbcClient database) {
        this.database = database;
    }

    /** @throws org.springframework.dao.DuplicateKeyException if one of its kind is open for the contract */
    void add(Workflow started) {
        database.sql(ADD)
                .param("customer", started.contract().customer().value())
                .param("id", started.id().value())
                .param("contract", started.contract().contract().value())
                .param("invoice", started.invoice().value())
                .param("kind", started.kind().name())
                .param("gateType", started.gate().type().name())
                .param("gate", StoredTerms.write(started.gate()))
                .param("commitId", started.commit().id().value())
                .param("commit", StoredTerms.write(started.commit()))
                .param("commitAmount", started.commit().access())
                .param("fraction", started.paymentFraction(), Types.NUMERIC)
                .param("invoiceAmount", started.price().value())
                .param("now", Rows.at(started.createdAt()))
                .param("deadline", Rows.at(started.deadlineAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    Set<Workflow.Kind> openKinds(Contract.Ref contract) {
        Set<Workflow.Kind> open = EnumSet.noneOf(Workflow.Kind.class);
        database.sql(OPEN_KINDS)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .query((row, number) -> Workflow.Kind.valueOf(Rows.text(row, "kind")))
                .list()
                .forEach(open::add);
        return open;
    }

    Optional<Workflow> find(WorkflowId id) {
        return database.sql(FIND)
                .param("id", id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** Its contract must be locked. */
    Optional<Workflow> lock(Workflow known) {
        return database.sql(LOCK)
                .param("customer", known.contract().customer().value())
                .param("id", known.id().value())
                .query((row, number) -> read(row))
                .optional();
    }

    List<Workflow> ofInvoices(Collection<Invoice.Ref> invoices) {
        return invoices.isEmpty()
                ? List.of()
                : database.sql(OF_INVOICES)
                        .param(
                                "customers",
                                Rows.array(invoices, one -> one.customer().value()))
                        .param(
                                "invoices",
                                Rows.array(invoices, one -> one.invoice().value()))
                        .query((row, number) -> read(row))
                        .list();
    }

    /** The purchases by what they bought. */
    Map<BalanceId, Workflow> ofCommits(Collection<CustomerId> customers, Collection<BalanceId> commits) {
        Map<BalanceId, Workflow> found = new HashMap<>();
        if (!commits.isEmpty()) {
            database.sql(OF_COMMITS)
                    .param("customers", Rows.array(customers, CustomerId::value))
                    .param("commits", Rows.array(commits, BalanceId::value))
                    .query((row, number) -> read(row))
                    .list()
                    .forEach(each -> found.put(each.commit().id(), each));
        }
        return found;
    }

    List<Workflow> openThroughStripe(Collection<CustomerId> customers) {
        return database.sql(OPEN_THROUGH_STRIPE)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query((row, number) -> read(row))
                .list();
    }

    /** Notes the last word on an invoice's money, unless there is one already or nobody waits for it. */
    void answer(Invoice.Ref invoice, PaymentAnswer answer, Instant now) {
        database.sql(ANSWER)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .param("outcome", outcome(answer))
                .param("detail", StoredTerms.write(answer))
                .param("now", Rows.at(now))
                .update();
    }

    /** The workflow that nobody was told of yet that its bank wants the payer. */
    Optional<Workflow> askForAction(Invoice.Ref invoice, Instant now) {
        return database.sql(ASK_FOR_ACTION)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value())
                .param("now", Rows.at(now))
                .query((row, number) -> read(row))
                .optional();
    }

    /** @param answer {@code null} where nothing had to be paid */
    void end(Workflow workflow, Workflow.State state, @Nullable PaymentAnswer answer, Instant now) {
        database.sql(END)
                .param("customer", workflow.contract().customer().value())
                .param("id", workflow.id().value())
                .param("state", state.name())
                .param("outcome", answer == null ? null : outcome(answer), Types.VARCHAR)
                .param("detail", answer == null ? null : StoredTerms.write(answer), Types.VARCHAR)
                .param("now", Rows.at(now))
                .update();
    }

    void settleLater(Workflow workflow, Instant again) {
        database.sql(LATER)
                .param("customer", workflow.contract().customer().value())
                .param("id", workflow.id().value())
                .param("again", Rows.at(again))
                .update();
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT_DUE)
                .query((row, number) -> Rows.instant(row, "settle_at"))
                .optional();
    }

    /** Held by somebody or not. */
    List<Workflow> due(Instant now, int limit) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    private static String outcome(PaymentAnswer answer) {
        return switch (answer.outcome()) {
            case PAID -> "PAID";
            case FAILED -> "FAILED";
            case ACTION_REQUIRED -> throw new IllegalArgumentException("no last word: " + answer);
        };
    }

    private static Workflow read(ResultSet row) throws SQLException {
        String answer = row.getString("outcome_detail");
        return new Workflow(
                new WorkflowId(Rows.uuid(row, "id")),
                new Contract.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new ContractId(Rows.uuid(row, "contract_id"))),
                new InvoiceId(Rows.uuid(row, "invoice_id")),
                Workflow.Kind.valueOf(Rows.text(row, "kind")),
                StoredTerms.gate(Rows.text(row, "gate")),
                StoredTerms.commit(Rows.text(row, "commit")),
                row.getBigDecimal("payment_fraction"),
                Workflow.State.valueOf(Rows.text(row, "state")),
                answer == null ? null : StoredTerms.answer(answer),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "deadline_at"));
    }
}

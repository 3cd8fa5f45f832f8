package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceRows;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Drafts that fall due, in the database. */
final class FinalizationStore {
    private static final String NEXT = "SELECT min(finalize_at) AS next FROM invoice WHERE status = 'DRAFT'";
    private static final String CLAIM = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.status = 'DRAFT' AND i.finalize_at <= :now
        ORDER BY i.finalize_at, i.id LIMIT :limit FOR UPDATE SKIP LOCKED
        """;
    private static final String DUE = """
        SELECT customer_id, id FROM invoice
        WHERE status = 'DRAFT' AND finalize_at <= :now ORDER BY finalize_at, id LIMIT :limit
        """;
    private static final String CLAIM_ONE = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i
        WHERE i.customer_id = :customer AND i.id = :id AND i.status = 'DRAFT' AND i.finalize_at <= :now
        FOR UPDATE SKIP LOCKED
        """;
    private static final String FREEZE = """
        UPDATE invoice i SET status = 'FINALIZED', finalized_at = n.finalized_at, total = n.total,
            net_payment_terms_days = n.days, route_rule = n.rule, configuration_id = n.configuration_id,
            segment_id = n.segment_id, segment_effective_at = n.effective_at, edit_id = n.edit_id,
            route_by_hand = CASE WHEN n.rule = 'by_hand' THEN i.id END,
            configuration_customer_id = n.configuration_customer_id
        FROM unnest(:customers::uuid[], :ids::uuid[], :times::timestamptz[], :totals::numeric[], :days::int[],
                :rules::text[], :configurations::uuid[], :segments::uuid[], :boundaries::timestamptz[], :edits::uuid[],
                :configurationCustomers::uuid[])
            AS n (customer_id, id, finalized_at, total, days, rule, configuration_id, segment_id, effective_at,
                edit_id, configuration_customer_id)
        WHERE i.customer_id = n.customer_id AND i.id = n.id AND i.status = 'DRAFT'
        """;
    private static final String SET_ASIDE = """
        UPDATE invoice SET failures = failures + 1, last_failure = :failure, finalize_at = :again
        WHERE customer_id = :customer AND id = :id AND status = 'DRAFT'
        """;

    private final JdbcClient database;
    private final InvoiceRows rows;

    FinalizationStore(JdbcClient database, InvoiceRows rows) {
        this.database = database;
        this.rows = rows;
    }

    Optional<Instant> nextDue() {
        return database.sql(NEXT)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    /** Drafts due now that nobody else holds, held until the transaction ends. */
    List<InvoiceHeader> claim(Instant now, int limit) {
        return database.sql(CLAIM)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query(rows::header)
                .list();
    }

    /** Drafts due now, held by somebody or not. */
    List<Invoice.Ref> due(Instant now, int limit) {
        return database.sql(DUE)
                .param("now", Rows.at(now))
                .param("limit", limit)
                .query((row, number) -> new Invoice.Ref(
                        new CustomerId(Rows.uuid(row, "customer_id")), new InvoiceId(Rows.uuid(row, "id"))))
                .list();
    }

    Optional<InvoiceHeader> claimOne(Invoice.Ref draft, Instant now) {
        return database.sql(CLAIM_ONE)
                .param("now", Rows.at(now))
                .param("customer", draft.customer().value())
                .param("id", draft.invoice().value())
                .query(rows::header)
                .optional();
    }

    /**
     * The one step from DRAFT to FINALIZED.
     *
     * @param payers by contract, whose schedule its invoices go by
     */
    void freeze(List<InvoiceHeader> invoices, Map<ContractId, CustomerId> payers) {
        int frozen = database.sql(FREEZE)
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("ids", Rows.texts(invoices, InvoiceHeader::id))
                .param("times", Rows.texts(invoices, one -> values(one).finalizedAt()))
                .param("totals", Rows.texts(invoices, one -> values(one).total().value()))
                .param("days", Rows.texts(invoices, one -> values(one).netPaymentTermsDays()))
                .param("rules", Rows.texts(invoices, one -> values(one).route().rule()))
                .param("configurations", Rows.texts(invoices, FinalizationStore::configuration))
                .param(
                        "segments",
                        Rows.texts(invoices, one -> values(one).route().segmentId()))
                .param(
                        "boundaries",
                        Rows.texts(invoices, one -> values(one).route().segmentEffectiveAt()))
                .param("edits", Rows.texts(invoices, one -> values(one).route().editId()))
                .param("configurationCustomers", Rows.texts(invoices, one -> account(one, payers)))
                .update();
        if (frozen != invoices.size()) {
            throw new IllegalStateException(frozen + " of " + invoices.size() + " claimed drafts were finalized");
        }
    }

    void setAside(Invoice.Ref draft, String failure, Instant again) {
        database.sql(SET_ASIDE)
                .param("customer", draft.customer().value())
                .param("id", draft.invoice().value())
                .param("failure", failure)
                .param("again", Rows.at(again))
                .update();
    }

    private static @Nullable Object configuration(InvoiceHeader invoice) {
        var configuration = values(invoice).route().configuration();
        return configuration == null ? null : configuration.value();
    }

    /** A person sends an invoice to an account of its own customer's; the schedule leads to the payer's. */
    private static @Nullable Object account(InvoiceHeader invoice, Map<ContractId, CustomerId> payers) {
        Route route = values(invoice).route();
        if (route.configuration() == null) {
            return null;
        }
        return (route.isByHand() ? invoice.customer() : Objects.requireNonNull(payers.get(invoice.contract()))).value();
    }

    private static InvoiceHeader.Frozen values(InvoiceHeader invoice) {
        return Objects.requireNonNull(invoice.frozen(), () -> "not finalized: " + invoice.id());
    }
}

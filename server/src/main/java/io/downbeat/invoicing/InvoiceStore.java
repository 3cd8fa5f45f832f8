package io.downbeat.invoicing;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of invoices, one by one or some by id. */
public final class InvoiceStore {
    private static final String BY_ID = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.id = ANY(:ids::uuid[])
        """;
    private static final String BY_ID_LOCKED = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.id = :id FOR UPDATE
        """;
    private static final String OF_CONTRACT = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.contract_id = :contract AND i.status = :status
        ORDER BY i.issued_at, i.id
        """;
    private static final String OF_CUSTOMER = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.status = :status
        ORDER BY i.issued_at, i.id LIMIT :limit
        """;
    private static final String DRAWING_DRAFTS = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = ANY(:customers::uuid[]) AND i.status = 'DRAFT'
            AND (i.type = 'USAGE' OR i.type = 'SCHEDULED' AND i.true_up_of IS NULL)
        """;
    private static final String DRAFTS = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = ANY(:customers::uuid[]) AND i.status = 'DRAFT'
        """;
    private static final String USAGE_IN = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.type = 'USAGE' AND NOT i.historical
            AND (i.status = 'DRAFT' OR i.finalized_at IS NOT NULL)
            AND i.period_end > :from AND i.period_start < :until
        ORDER BY i.period_start, i.id
        """;
    private static final String TRUE_UPS = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i
        WHERE (i.customer_id, i.true_up_of) IN (SELECT * FROM unnest(:customers::uuid[], :commits::uuid[]))
        ORDER BY i.created_at, i.id
        """;
    private static final String LATEST_OF_CONTRACT = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.contract_id = :contract
        ORDER BY i.issued_at DESC, i.id DESC LIMIT :limit
        """;
    private static final String EARLIER_OF_CONTRACT = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.contract_id = :contract
            AND (i.issued_at, i.id) < (:issuedAt, :id)
        ORDER BY i.issued_at DESC, i.id DESC LIMIT :limit
        """;
    private static final String LAST_OF_CUSTOMERS = "SELECT " + InvoiceRows.COLUMNS + """
         FROM unnest(:customers::uuid[]) AS wanted (customer_id) CROSS JOIN LATERAL (
            SELECT * FROM invoice f WHERE f.customer_id = wanted.customer_id AND f.status = 'FINALIZED'
            ORDER BY f.issued_at DESC, f.id DESC LIMIT 1) i
        """;
    private static final String OF_CONTRACT_LOCKED = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.contract_id = :contract AND i.status = :status
        ORDER BY i.id FOR UPDATE
        """;
    private static final String NEXT_FINALIZATION =
            "SELECT min(finalize_at) AS next FROM invoice WHERE status = 'DRAFT'";
    private static final String VOID = """
        UPDATE invoice SET status = 'VOID', voided_at = :now
        WHERE (customer_id, id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        """;
    private static final String AGAIN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, period_start, period_end, issued_at,
            credit_type_id, part, finalize_at, created_at, regenerated_from, true_up_of, historical, billable,
            custom_fields)
        SELECT :id, customer_id, contract_id, type, 'DRAFT', period_start, period_end, issued_at, credit_type_id,
            part, :now, :now, id, true_up_of, historical, billable, CAST(:fields AS jsonb)
        FROM invoice WHERE customer_id = :customer AND id = :before
        """;
    private static final String REGENERATED_AS =
            "SELECT id FROM invoice WHERE customer_id = :customer AND regenerated_from = :id";
    private static final String REGENERATED_FROM = """
        WITH RECURSIVE origin AS (
            SELECT customer_id, regenerated_from AS id, 1 AS back FROM invoice WHERE customer_id = :customer AND id = :id
            UNION ALL
            SELECT customer_id, i.regenerated_from, o.back + 1 FROM origin o JOIN invoice i USING (customer_id, id))
        SELECT id FROM origin WHERE id IS NOT NULL ORDER BY back
        """;
    private static final String RECORD = """
        INSERT INTO external_invoice (customer_id, invoice_id, billing_provider_type, external_invoice_id,
            external_status, issued_at, invoiced_total, invoiced_sub_total, error, pdf_url, external_payment_id,
            total_tax_amount, total_taxable_amount)
        SELECT * FROM unnest(CAST(:customers AS uuid[]), CAST(:invoices AS uuid[]), CAST(:providers AS text[]),
            CAST(:externalIds AS text[]), CAST(:statuses AS text[]), CAST(:issued AS timestamptz[]),
            CAST(:totals AS numeric[]), CAST(:subTotals AS numeric[]), CAST(:errors AS text[]), CAST(:pdfs AS text[]),
            CAST(:payments AS text[]), CAST(:taxes AS numeric[]), CAST(:taxables AS numeric[]))
        ON CONFLICT (customer_id, invoice_id) DO UPDATE SET
            billing_provider_type = excluded.billing_provider_type,
            external_invoice_id = excluded.external_invoice_id,
            external_status = excluded.external_status,
            issued_at = excluded.issued_at,
            invoiced_total = excluded.invoiced_total,
            invoiced_sub_total = excluded.invoiced_sub_total,
            error = excluded.error,
            pdf_url = excluded.pdf_url,
            external_payment_id = excluded.external_payment_id,
            total_tax_amount = excluded.total_tax_amount,
            total_taxable_amount = excluded.total_taxable_amount
        """;
    private static final String RECORD_ERROR =
            "UPDATE external_invoice SET error = :error WHERE customer_id = :customer AND invoice_id = :id";
    private static final String EXTERNAL = """
        SELECT invoice_id, billing_provider_type, external_invoice_id, external_status, issued_at, invoiced_total,
            invoiced_sub_total, error, pdf_url, external_payment_id, total_tax_amount, total_taxable_amount
        FROM external_invoice
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :ids::uuid[]))
        """;

    private final JdbcClient database;
    private final InvoiceRows rows;

    InvoiceStore(JdbcClient database, InvoiceRows rows) {
        this.database = database;
        this.rows = rows;
    }

    public Optional<InvoiceHeader> find(InvoiceId id) {
        return findAll(List.of(id)).stream().findFirst();
    }

    Optional<Instant> nextFinalization() {
        return database.sql(NEXT_FINALIZATION)
                .query((row, number) -> Optional.ofNullable(Rows.optionalInstant(row, "next")))
                .single();
    }

    List<InvoiceHeader> findAll(Collection<InvoiceId> ids) {
        return database.sql(BY_ID)
                .param("ids", InvoiceRows.invoiceIds(ids))
                .query(rows::header)
                .list();
    }

    /** Waits for whoever holds the invoice, a finalizing server for instance, and holds it. */
    public Optional<InvoiceHeader> lock(InvoiceId id) {
        return database.sql(BY_ID_LOCKED)
                .param("id", id.value())
                .query(rows::header)
                .optional();
    }

    public List<InvoiceHeader> ofContract(Contract.Ref contract, InvoiceStatus status) {
        return ofContract(OF_CONTRACT, contract, status);
    }

    List<InvoiceHeader> ofCustomer(CustomerId customer, InvoiceStatus status, int limit) {
        return database.sql(OF_CUSTOMER)
                .param("customer", customer.value())
                .param("status", status.name())
                .param("limit", limit)
                .query(rows::header)
                .list();
    }

    /** The drafts that may draw on balances: of usage, and of charges, among which those of subscriptions may be. */
    List<InvoiceHeader> drawingDrafts(Collection<CustomerId> customers) {
        return database.sql(DRAWING_DRAFTS)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query(rows::header)
                .list();
    }

    /** Of every type, those of dates to come too. */
    public List<InvoiceHeader> drafts(Collection<CustomerId> customers) {
        return database.sql(DRAFTS)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query(rows::header)
                .list();
    }

    public List<InvoiceHeader> usageDrafts(Collection<CustomerId> customers) {
        return drawingDrafts(customers).stream()
                .filter(draft -> draft.type() == InvoiceType.USAGE)
                .toList();
    }

    /**
     * A customer's usage invoices of periods that share a moment with this one: drafts, and what is final or was before it was
     * voided; without historical ones.
     */
    public List<InvoiceHeader> usageIn(CustomerId customer, ServicePeriod period) {
        return database.sql(USAGE_IN)
                .param("customer", customer.value())
                .param("from", Rows.at(period.start()))
                .param("until", Rows.at(period.end()))
                .query(rows::header)
                .list();
    }

    /** All that bill, or billed before they were voided, what is left of the commits; the one made last comes last. */
    public List<InvoiceHeader> trueUps(Map<BalanceId, CustomerId> commits) {
        List<Map.Entry<BalanceId, CustomerId>> all = List.copyOf(commits.entrySet());
        return database.sql(TRUE_UPS)
                .param("customers", Rows.array(all, of -> of.getValue().value()))
                .param("commits", Rows.array(all, of -> of.getKey().value()))
                .query(rows::header)
                .list();
    }

    /** Of every status, the one issued last first. */
    List<InvoiceHeader> latestOfContract(Contract.Ref contract, int limit) {
        return database.sql(LATEST_OF_CONTRACT)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("limit", limit)
                .query(rows::header)
                .list();
    }

    /** The same, those behind a place. */
    List<InvoiceHeader> earlierOfContract(Contract.Ref contract, InvoiceSubject.Place place, int limit) {
        return database.sql(EARLIER_OF_CONTRACT)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("issuedAt", Rows.at(place.issuedAt()))
                .param("id", place.id().value())
                .param("limit", limit)
                .query(rows::header)
                .list();
    }

    /** Of each customer the finalized one that was issued last. */
    List<InvoiceHeader> lastOfCustomers(Collection<CustomerId> customers) {
        return database.sql(LAST_OF_CUSTOMERS)
                .param("customers", Rows.array(customers, CustomerId::value))
                .query(rows::header)
                .list();
    }

    public List<InvoiceHeader> lockOfContract(Contract.Ref contract, InvoiceStatus status) {
        return ofContract(OF_CONTRACT_LOCKED, contract, status);
    }

    private List<InvoiceHeader> ofContract(String sql, Contract.Ref contract, InvoiceStatus status) {
        return database.sql(sql)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("status", status.name())
                .query(rows::header)
                .list();
    }

    public void voidAll(Collection<InvoiceHeader> invoices, Instant now) {
        database.sql(VOID)
                .param("now", Rows.at(now))
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("ids", Rows.array(invoices, one -> one.id().value()))
                .update();
    }

    /** A draft that replaces a voided invoice. */
    public void insertAgain(InvoiceHeader voided, InvoiceHeader draft, Instant now) {
        database.sql(AGAIN)
                .param("id", draft.id().value())
                .param("fields", Json.write(draft.subject().customFields()))
                .param("now", Rows.at(now))
                .param("customer", voided.customer().value())
                .param("before", voided.id().value())
                .update();
    }

    public Optional<InvoiceId> regeneratedAs(Invoice.Ref voided) {
        return database.sql(REGENERATED_AS)
                .param("customer", voided.customer().value())
                .param("id", voided.invoice().value())
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .optional();
    }

    /** What the invoice was regenerated from, and that one in turn, latest first. */
    public List<InvoiceId> regeneratedFrom(Invoice.Ref invoice) {
        return database.sql(REGENERATED_FROM)
                .param("customer", invoice.customer().value())
                .param("id", invoice.invoice().value())
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .list();
    }

    void record(Map<Invoice.Ref, ExternalInvoice> all) {
        List<ExternalInvoice> words = List.copyOf(all.values());
        database.sql(RECORD)
                .param(
                        "customers",
                        Rows.array(all.keySet(), one -> one.customer().value()))
                .param("invoices", Rows.array(all.keySet(), one -> one.invoice().value()))
                .param("providers", Rows.texts(words, ExternalInvoice::billingProviderType))
                .param("externalIds", Rows.texts(words, ExternalInvoice::invoiceId))
                .param("statuses", Rows.texts(words, ExternalInvoice::externalStatus))
                .param("issued", Rows.texts(words, ExternalInvoice::issuedAt))
                .param("totals", Rows.texts(words, ExternalInvoice::invoicedTotal))
                .param("subTotals", Rows.texts(words, ExternalInvoice::invoicedSubTotal))
                .param("errors", Rows.texts(words, ExternalInvoice::error))
                .param("pdfs", Rows.texts(words, ExternalInvoice::pdfUrl))
                .param("payments", Rows.texts(words, ExternalInvoice::externalPaymentId))
                .param(
                        "taxes",
                        Rows.texts(
                                words,
                                word -> word.tax() == null ? null : word.tax().amount()))
                .param(
                        "taxables",
                        Rows.texts(
                                words,
                                word -> word.tax() == null ? null : word.tax().taxable()))
                .update();
    }

    void recordError(Invoice.Ref invoice, String error) {
        database.sql(RECORD_ERROR)
                .param("error", error)
                .param("customer", invoice.customer().value())
                .param("id", invoice.invoice().value())
                .update();
    }

    public Map<InvoiceId, ExternalInvoice> external(Collection<Invoice.Ref> invoices) {
        Map<InvoiceId, ExternalInvoice> found = new HashMap<>();
        JdbcClient.StatementSpec reading = database.sql(EXTERNAL)
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("ids", Rows.array(invoices, one -> one.invoice().value()));
        reading.query(row -> {
            BigDecimal total = row.getBigDecimal("invoiced_total");
            found.put(
                    new InvoiceId(Rows.uuid(row, "invoice_id")),
                    new ExternalInvoice(
                            row.getString("billing_provider_type"),
                            row.getString("external_invoice_id"),
                            row.getString("external_status"),
                            Rows.optionalInstant(row, "issued_at"),
                            total,
                            row.getBigDecimal("invoiced_sub_total"),
                            row.getString("error"),
                            row.getString("pdf_url"),
                            row.getString("external_payment_id"),
                            tax(row)));
        });
        return found;
    }

    private static ExternalInvoice.@Nullable Tax tax(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal("total_tax_amount");
        return amount == null ? null : new ExternalInvoice.Tax(amount, row.getBigDecimal("total_taxable_amount"));
    }
}

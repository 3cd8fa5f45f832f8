package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
         FROM invoice i WHERE i.contract_id = :contract AND i.status = :status
        ORDER BY i.issued_at, i.id
        """;
    private static final String LATEST_OF_CONTRACT = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.customer_id = :customer AND i.contract_id = :contract
        ORDER BY i.issued_at DESC, i.id DESC LIMIT :limit
        """;
    private static final String OF_CONTRACT_LOCKED = "SELECT " + InvoiceRows.COLUMNS + """
         FROM invoice i WHERE i.contract_id = :contract AND i.status = :status
        ORDER BY i.id FOR UPDATE
        """;
    private static final String VOID = """
        UPDATE invoice SET status = 'VOID', voided_at = :now WHERE id = ANY(:ids::uuid[])
        """;
    private static final String AGAIN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, period_start, period_end, issued_at,
            credit_type_id, part, finalize_at, created_at, regenerated_from)
        SELECT :id, customer_id, contract_id, type, 'DRAFT', period_start, period_end, issued_at, credit_type_id,
            part, :now, :now, id
        FROM invoice WHERE id = :before
        """;
    private static final String REGENERATED_AS = "SELECT id FROM invoice WHERE regenerated_from = :id";
    private static final String REGENERATED_FROM = """
        WITH RECURSIVE origin AS (
            SELECT regenerated_from AS id, 1 AS back FROM invoice WHERE id = :id
            UNION ALL
            SELECT i.regenerated_from, o.back + 1 FROM origin o JOIN invoice i ON i.id = o.id)
        SELECT id FROM origin WHERE id IS NOT NULL ORDER BY back
        """;
    private static final String RECORD = """
        INSERT INTO external_invoice (invoice_id, billing_provider_type, external_invoice_id, external_status,
            issued_at, invoiced_total, invoiced_sub_total, error, pdf_url, external_payment_id)
        SELECT * FROM unnest(CAST(:invoices AS uuid[]), CAST(:providers AS text[]), CAST(:externalIds AS text[]),
            CAST(:statuses AS text[]), CAST(:issued AS timestamptz[]), CAST(:totals AS numeric[]),
            CAST(:subTotals AS numeric[]), CAST(:errors AS text[]), CAST(:pdfs AS text[]), CAST(:payments AS text[]))
        ON CONFLICT (invoice_id) DO UPDATE SET
            billing_provider_type = excluded.billing_provider_type,
            external_invoice_id = excluded.external_invoice_id,
            external_status = excluded.external_status,
            issued_at = excluded.issued_at,
            invoiced_total = excluded.invoiced_total,
            invoiced_sub_total = excluded.invoiced_sub_total,
            error = excluded.error,
            pdf_url = excluded.pdf_url,
            external_payment_id = excluded.external_payment_id
        """;
    private static final String RECORD_ERROR = "UPDATE external_invoice SET error = :error WHERE invoice_id = :id";
    private static final String EXTERNAL = """
        SELECT invoice_id, billing_provider_type, external_invoice_id, external_status, issued_at, invoiced_total,
            invoiced_sub_total, error, pdf_url, external_payment_id
        FROM external_invoice WHERE invoice_id = ANY(:ids::uuid[])
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

    public List<InvoiceHeader> ofContract(ContractId contract, InvoiceStatus status) {
        return ofContract(OF_CONTRACT, contract, status);
    }

    /** Of every status, the one issued last first. */
    List<InvoiceHeader> latestOfContract(CustomerId customer, ContractId contract, int limit) {
        return database.sql(LATEST_OF_CONTRACT)
                .param("customer", customer.value())
                .param("contract", contract.value())
                .param("limit", limit)
                .query(rows::header)
                .list();
    }

    public List<InvoiceHeader> lockOfContract(ContractId contract, InvoiceStatus status) {
        return ofContract(OF_CONTRACT_LOCKED, contract, status);
    }

    private List<InvoiceHeader> ofContract(String sql, ContractId contract, InvoiceStatus status) {
        return database.sql(sql)
                .param("contract", contract.value())
                .param("status", status.name())
                .query(rows::header)
                .list();
    }

    public void voidAll(Collection<InvoiceId> ids, Instant now) {
        database.sql(VOID)
                .param("now", Rows.at(now))
                .param("ids", InvoiceRows.invoiceIds(ids))
                .update();
    }

    /** A draft that replaces a voided invoice. */
    public void insertAgain(InvoiceHeader voided, InvoiceId id, Instant now) {
        database.sql(AGAIN)
                .param("id", id.value())
                .param("now", Rows.at(now))
                .param("before", voided.id().value())
                .update();
    }

    public Optional<InvoiceId> regeneratedAs(InvoiceId voided) {
        return database.sql(REGENERATED_AS)
                .param("id", voided.value())
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .optional();
    }

    /** What the invoice was regenerated from, and that one in turn, latest first. */
    public List<InvoiceId> regeneratedFrom(InvoiceId id) {
        return database.sql(REGENERATED_FROM)
                .param("id", id.value())
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .list();
    }

    void record(Map<InvoiceId, ExternalInvoice> all) {
        List<ExternalInvoice> words = List.copyOf(all.values());
        database.sql(RECORD)
                .param("invoices", all.keySet().stream().map(InvoiceId::value).toArray(UUID[]::new))
                .param("providers", texts(words, ExternalInvoice::billingProviderType))
                .param("externalIds", texts(words, ExternalInvoice::invoiceId))
                .param("statuses", texts(words, ExternalInvoice::externalStatus))
                .param("issued", texts(words, ExternalInvoice::issuedAt))
                .param("totals", texts(words, ExternalInvoice::invoicedTotal))
                .param("subTotals", texts(words, ExternalInvoice::invoicedSubTotal))
                .param("errors", texts(words, ExternalInvoice::error))
                .param("pdfs", texts(words, ExternalInvoice::pdfUrl))
                .param("payments", texts(words, ExternalInvoice::externalPaymentId))
                .update();
    }

    void recordError(InvoiceId id, String error) {
        database.sql(RECORD_ERROR).param("error", error).param("id", id.value()).update();
    }

    private static @Nullable String[] texts(
            List<ExternalInvoice> words, Function<ExternalInvoice, @Nullable Object> part) {
        return words.stream()
                .map(word -> {
                    Object value = part.apply(word);
                    return value instanceof BigDecimal number
                            ? number.toPlainString()
                            : value == null ? null : value.toString();
                })
                .toArray(String[]::new);
    }

    public Map<InvoiceId, ExternalInvoice> external(Collection<InvoiceId> ids) {
        Map<InvoiceId, ExternalInvoice> found = new HashMap<>();
        database.sql(EXTERNAL).param("ids", InvoiceRows.invoiceIds(ids)).query(row -> {
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
                            row.getString("external_payment_id")));
        });
        return found;
    }
}

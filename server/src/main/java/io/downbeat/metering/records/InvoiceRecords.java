package io.downbeat.metering.records;

import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.db.Rows;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which records carry what of some invoices. */
public final class InvoiceRecords {
    private static final String PARTS = """
        SELECT p.invoice_id, p.cents, m.provider_ref
        FROM unnest(:customers::uuid[], :invoices::uuid[]) AS wanted (customer_id, invoice_id)
        JOIN metering_allocation p USING (customer_id, invoice_id)
        JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
        """;

    /**
     * What one record carries of one invoice.
     *
     * @param providerRef the marketplace's id of the record; {@code null} before it gave one
     */
    public record Part(UUID invoice, long cents, @Nullable String providerRef) {}

    private final JdbcClient database;

    InvoiceRecords(JdbcClient database) {
        this.database = database;
    }

    public List<Part> of(Collection<Invoice.Ref> invoices) {
        return invoices.isEmpty()
                ? List.of()
                : database.sql(PARTS)
                        .param(
                                "customers",
                                Rows.array(invoices, ref -> ref.customer().value()))
                        .param(
                                "invoices",
                                Rows.array(invoices, ref -> ref.invoice().value()))
                        .query((row, number) -> new Part(
                                Rows.uuid(row, "invoice_id"), row.getLong("cents"), row.getString("provider_ref")))
                        .list();
    }
}

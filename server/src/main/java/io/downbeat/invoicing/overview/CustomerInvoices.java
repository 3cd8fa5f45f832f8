package io.downbeat.invoicing.overview;

import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.db.Rows;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The invoices of one customer. */
public final class CustomerInvoices {
    private static final String LATEST = """
        SELECT i.id FROM invoice i
         WHERE i.customer_id = :customer
           AND (:contract::uuid IS NULL OR i.contract_id = :contract::uuid)
           AND i.status = ANY (:statuses)
           AND i.type = ANY (:types)
         ORDER BY i.issued_at DESC, i.id DESC LIMIT :limit
        """;
    /**
     * Which invoices.
     *
     * @param contract {@code null}: of every contract
     */
    public record Wanted(@Nullable ContractId contract, Set<InvoiceStatus> statuses, Set<InvoiceType> types) {
        public Wanted {
            statuses = Set.copyOf(statuses);
            types = Set.copyOf(types);
        }
    }

    private final JdbcClient database;
    private final Invoicing invoicing;

    CustomerInvoices(JdbcClient database, Invoicing invoicing) {
        this.database = database;
        this.invoicing = invoicing;
    }

    /** Those issued last, without their lines, the last one first; drafts as they stand now, computed together. */
    public List<Invoicing.Summary> latest(CustomerId customer, Wanted wanted, int limit) {
        List<InvoiceId> ids = database.sql(LATEST)
                .param("customer", customer.value())
                .param(
                        "contract",
                        wanted.contract() == null ? null : wanted.contract().value())
                .param("statuses", wanted.statuses().stream().map(Enum::name).toArray(String[]::new))
                .param("types", wanted.types().stream().map(Enum::name).toArray(String[]::new))
                .param("limit", limit)
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "id")))
                .list();
        return invoicing.summaries(ids).stream()
                .sorted(Comparator.comparingInt(one -> ids.indexOf(one.id())))
                .toList();
    }
}

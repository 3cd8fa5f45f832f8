package io.downbeat.delivery.engine;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.InvoiceRefused;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells invoicing the provider's word, and whoever listens of every invoice that was refused on its way
 * ({@link InvoiceRefused}). All in the transaction that ends the claim or opens the delivery, so once for each refusal. A
 * payment that fails is no refusal.
 */
final class PublishExternalStatus implements ExternalStatusListener {
    private static final String PROVIDERS = """
        SELECT customer_id, invoice_id, provider FROM delivery
        WHERE (customer_id, invoice_id) IN (SELECT * FROM unnest(:customers::uuid[], :invoices::uuid[]))
        """;

    private final Invoicing invoicing;
    private final JdbcClient database;
    private final ApplicationEventPublisher publisher;

    PublishExternalStatus(Invoicing invoicing, JdbcClient database, ApplicationEventPublisher publisher) {
        this.invoicing = invoicing;
        this.database = database;
        this.publisher = publisher;
    }

    @Override
    public void record(Invoice.Ref invoice, ExternalInvoice external) {
        recordAll(Map.of(invoice, external));
    }

    @Override
    public void recordAll(Map<Invoice.Ref, ExternalInvoice> all) {
        invoicing.recordExternal(all);
        Map<Invoice.Ref, ExternalInvoice> refused = new LinkedHashMap<>();
        all.forEach((invoice, external) -> {
            if (external.externalStatus().equals(ExternalInvoices.REFUSED)) {
                refused.put(invoice, external);
            }
        });
        if (!refused.isEmpty()) {
            delivered(refused.keySet())
                    .forEach(each ->
                            publisher.publishEvent(refused(each, Objects.requireNonNull(refused.get(each.invoice)))));
        }
    }

    @Override
    public void remains(Invoice.Ref invoice, String why) {
        invoicing.recordExternalError(invoice, why);
    }

    private record Delivered(Invoice.Ref invoice, BillingProvider provider) {}

    private List<Delivered> delivered(Set<Invoice.Ref> invoices) {
        return database.sql(PROVIDERS)
                .param("customers", Rows.array(invoices, one -> one.customer().value()))
                .param("invoices", Rows.array(invoices, one -> one.invoice().value()))
                .query((row, number) -> new Delivered(
                        new Invoice.Ref(
                                new CustomerId(Rows.uuid(row, "customer_id")),
                                new InvoiceId(Rows.uuid(row, "invoice_id"))),
                        BillingProvider.valueOf(row.getString("provider"))))
                .list();
    }

    private static InvoiceRefused refused(Delivered delivered, ExternalInvoice refused) {
        return new InvoiceRefused(
                delivered.invoice.invoice(),
                delivered.invoice.customer(),
                delivered.provider,
                String.valueOf(refused.error()));
    }
}

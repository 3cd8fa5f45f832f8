package io.downbeat.delivery.engine;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.InvoiceRefused;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.providers.BillingProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells invoicing the provider's word, and whoever listens of every invoice that was refused on its way
 * ({@link InvoiceRefused}). All in the transaction that ends the claim or opens the delivery, so once for each refusal. A
 * payment that fails is no refusal.
 */
final class PublishExternalStatus implements ExternalStatusListener {
    private static final String CUSTOMERS =
            "SELECT invoice_id, customer_id, provider FROM delivery WHERE invoice_id = ANY(:invoices)";

    private final Invoicing invoicing;
    private final JdbcClient database;
    private final ApplicationEventPublisher publisher;

    PublishExternalStatus(Invoicing invoicing, JdbcClient database, ApplicationEventPublisher publisher) {
        this.invoicing = invoicing;
        this.database = database;
        this.publisher = publisher;
    }

    @Override
    public void record(InvoiceId invoice, ExternalInvoice external) {
        recordAll(Map.of(invoice, external));
    }

    @Override
    public void recordAll(Map<InvoiceId, ExternalInvoice> all) {
        invoicing.recordExternal(all);
        Map<UUID, ExternalInvoice> refused = new LinkedHashMap<>();
        all.forEach((invoice, external) -> {
            if (external.externalStatus().equals(ExternalInvoices.REFUSED)) {
                refused.put(invoice.value(), external);
            }
        });
        if (!refused.isEmpty()) {
            customers(refused.keySet())
                    .forEach(invoice ->
                            publisher.publishEvent(refused(invoice, Objects.requireNonNull(refused.get(invoice.id)))));
        }
    }

    @Override
    public void remains(InvoiceId invoice, String why) {
        invoicing.recordExternalError(invoice, why);
    }

    private record Delivered(UUID id, UUID customer, BillingProvider provider) {}

    private List<Delivered> customers(Set<UUID> invoices) {
        return database.sql(CUSTOMERS)
                .param("invoices", invoices.toArray(UUID[]::new))
                .query((row, number) -> new Delivered(
                        row.getObject("invoice_id", UUID.class),
                        row.getObject("customer_id", UUID.class),
                        BillingProvider.valueOf(row.getString("provider"))))
                .list();
    }

    private static InvoiceRefused refused(Delivered invoice, ExternalInvoice refused) {
        return new InvoiceRefused(
                new InvoiceId(invoice.id),
                new CustomerId(invoice.customer),
                invoice.provider,
                String.valueOf(refused.error()));
    }
}

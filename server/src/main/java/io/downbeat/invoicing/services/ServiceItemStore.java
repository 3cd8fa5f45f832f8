package io.downbeat.invoicing.services;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What invoices bill of professional services, in the database, which refuses more than a service's maximum. Runs inside the
 * caller's transaction, under the contract's lock.
 */
final class ServiceItemStore {
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, issued_at, credit_type_id, part, finalize_at,
            created_at)
        SELECT :id, :customer, :contract, 'PROFESSIONAL_SERVICES', 'DRAFT', :issued, :currency,
            (SELECT coalesce(max(o.part) + 1, 0) FROM invoice o
                WHERE o.customer_id = :customer AND o.contract_id = :contract AND o.type = 'PROFESSIONAL_SERVICES'
                AND o.issued_at = :issued AND o.credit_type_id = :currency),
            :due, :now
        """;
    private static final String ADD = """
        INSERT INTO professional_service_item (customer_id, id, invoice_id, professional_service_id, place, unit_price,
            quantity, amount, amendment_id, metadata)
        SELECT :customer, i.id, :invoice, i.service, i.place, i.unit_price, i.quantity, i.amount, i.amendment, i.metadata
        FROM unnest(:ids::uuid[], :services::uuid[], :places::int[], :unitPrices::numeric[], :quantities::numeric[],
                :amounts::numeric[], :amendments::uuid[], :metadata::text[])
            AS i (id, service, place, unit_price, quantity, amount, amendment, metadata)
        """;
    private static final String BILLED = """
        SELECT p.professional_service_id, sum(p.amount) AS amount FROM professional_service_item p
            JOIN invoice i ON i.customer_id = p.customer_id AND i.id = p.invoice_id
        WHERE p.customer_id = :customer AND p.professional_service_id = ANY(:services::uuid[]) AND i.status <> 'VOID'
        GROUP BY p.professional_service_id
        """;
    private static final String OF_INVOICE = """
        SELECT professional_service_id, sum(amount) AS amount FROM professional_service_item
        WHERE customer_id = :customer AND invoice_id = :invoice GROUP BY professional_service_id
        """;
    private static final String TAKE_OVER = """
        UPDATE professional_service_item SET invoice_id = :again WHERE customer_id = :customer AND invoice_id = :voided
        """;

    /** @param amount what it costs, as the currency can express it */
    record NewItem(ServiceItem item, BigDecimal amount) {}

    private final JdbcClient database;

    ServiceItemStore(JdbcClient database) {
        this.database = database;
    }

    /** Opens a draft with these items, finalized on its date, or at once if that is past. */
    void open(
            InvoiceId id,
            Contract.Ref contract,
            Instant issuedAt,
            CreditType currency,
            List<NewItem> items,
            Instant now) {
        database.sql(OPEN)
                .param("id", id.value())
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("issued", Rows.at(issuedAt))
                .param("currency", currency.id())
                .param("due", Rows.at(DueDates.scheduled(issuedAt, now)))
                .param("now", Rows.at(now))
                .update();
        database.sql(ADD)
                .param("customer", contract.customer().value())
                .param("invoice", id.value())
                .param("ids", Rows.texts(items, one -> one.item().id()))
                .param("services", Rows.texts(items, one -> one.item().service()))
                .param("places", IntStream.range(0, items.size()).toArray())
                .param("unitPrices", Rows.texts(items, one -> one.item().price().unitPrice()))
                .param("quantities", Rows.texts(items, one -> one.item().price().quantity()))
                .param("amounts", Rows.texts(items, NewItem::amount))
                .param("amendments", Rows.texts(items, one -> one.item().amendment()))
                .param("metadata", Rows.texts(items, one -> one.item().metadata()))
                .update();
    }

    /** What invoices that are not void bill of the services, drafts too. */
    Map<ProfessionalServiceId, BigDecimal> billed(CustomerId customer, Collection<ProfessionalServiceId> services) {
        return amounts(database.sql(BILLED)
                .param("customer", customer.value())
                .param("services", Rows.array(services, ProfessionalServiceId::value)));
    }

    /** What one invoice bills of each service. */
    Map<ProfessionalServiceId, BigDecimal> ofInvoice(Invoice.Ref invoice) {
        return amounts(database.sql(OF_INVOICE)
                .param("customer", invoice.customer().value())
                .param("invoice", invoice.invoice().value()));
    }

    /** The regenerated invoice bills what the voided one billed. */
    void takeOver(Invoice.Ref voided, InvoiceId again) {
        database.sql(TAKE_OVER)
                .param("customer", voided.customer().value())
                .param("voided", voided.invoice().value())
                .param("again", again.value())
                .update();
    }

    private static Map<ProfessionalServiceId, BigDecimal> amounts(JdbcClient.StatementSpec reading) {
        Map<ProfessionalServiceId, BigDecimal> amounts = new HashMap<>();
        reading.query(row -> {
            amounts.put(
                    new ProfessionalServiceId(Rows.uuid(row, "professional_service_id")), row.getBigDecimal("amount"));
        });
        return amounts;
    }
}

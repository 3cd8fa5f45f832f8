package io.downbeat.invoicing;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Rows;
import io.downbeat.pricing.Pricing;
import io.downbeat.rating.InvoiceLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which invoice bills which item, and the scheduled drafts of contracts, in the database. */
public final class ScheduledStore {
    private static final String BILLED = """
        SELECT contract_id, item_id, invoice_id FROM billed_item
        WHERE (customer_id, contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
        """;
    // Without a scheduled one that is being regenerated: it is final in the same transaction, and keeps nobody from
    // anything.
    private static final String DRAFTS = """
        SELECT i.contract_id, i.issued_at, i.credit_type_id, i.true_up_of, i.id AS invoice_id, p.id, p.professional_service_id,
            p.unit_price, p.quantity, p.amendment_id, p.metadata
        FROM invoice i LEFT JOIN professional_service_item p ON p.customer_id = i.customer_id AND p.invoice_id = i.id
        WHERE (i.customer_id, i.contract_id) IN (SELECT * FROM unnest(:customers::uuid[], :contracts::uuid[]))
          AND i.status = 'DRAFT'
          AND (i.type = 'SCHEDULED' AND i.regenerated_from IS NULL OR i.type = 'PROFESSIONAL_SERVICES')
        ORDER BY i.id, p.place
        """;
    private static final String TOUCHED = """
        SELECT b.item_id, i.id, i.status
        FROM billed_item b JOIN invoice i ON i.customer_id = b.customer_id AND i.id = b.invoice_id
        WHERE b.customer_id = :customer AND b.item_id = ANY(:items::uuid[])
        """;
    // A date whose invoice is finalized or was voided gets a further part; one with a draft keeps it.
    private static final String OPEN = """
        INSERT INTO invoice (id, customer_id, contract_id, type, status, issued_at, credit_type_id, part,
            finalize_at, created_at)
        SELECT n.id, :customer, :contract, 'SCHEDULED', 'DRAFT', n.issued_at, n.credit_type_id,
            (SELECT count(*) FROM invoice o
                WHERE o.customer_id = :customer AND o.contract_id = :contract AND o.type = 'SCHEDULED'
                AND o.issued_at = n.issued_at AND o.credit_type_id = n.credit_type_id
                AND o.finalized_at IS NOT NULL AND o.regenerated_from IS NULL AND o.true_up_of IS NULL),
            n.finalize_at, :now
        FROM unnest(:ids::uuid[], :dates::timestamptz[], :currencies::uuid[], :dues::timestamptz[])
            AS n (id, issued_at, credit_type_id, finalize_at)
        """;
    private static final String REMOVE = """
        DELETE FROM invoice i USING unnest(:dates::timestamptz[], :currencies::uuid[]) AS gone (date, currency)
        WHERE i.customer_id = :customer AND i.contract_id = :contract AND i.type = 'SCHEDULED' AND i.status = 'DRAFT'
          AND i.issued_at = gone.date AND i.credit_type_id = gone.currency AND i.true_up_of IS NULL
        """;
    private static final String BILL = """
        INSERT INTO billed_item (customer_id, item_id, contract_id, invoice_id)
        SELECT * FROM unnest(:customers::uuid[], :items::uuid[], :contracts::uuid[], :invoices::uuid[])
        """;
    private static final String BILL_AGAIN = """
        INSERT INTO billed_item (customer_id, item_id, contract_id, invoice_id)
        SELECT :customer, item_id, :contract, :now FROM unnest(:items::uuid[]) AS i (item_id)
        ON CONFLICT (customer_id, item_id) DO UPDATE SET invoice_id = excluded.invoice_id
        WHERE billed_item.invoice_id = :before
        """;

    /** An item on an invoice that is no draft. */
    public record Touched(UUID item, InvoiceId invoice, InvoiceStatus status) {}

    private final JdbcClient database;
    private final Pricing pricing;

    ScheduledStore(JdbcClient database, Pricing pricing) {
        this.database = database;
        this.pricing = pricing;
    }

    public Map<ContractId, ScheduledItems.Billing> billing(Collection<Contract.Ref> contracts) {
        Map<ContractId, Map<UUID, InvoiceId>> billed = new HashMap<>();
        Map<ContractId, Set<ScheduledItems.Key>> drafts = new HashMap<>();
        Map<ContractId, Map<InvoiceId, List<ServiceItem>>> services = new HashMap<>();
        each(BILLED, contracts).query(row -> {
            billed.computeIfAbsent(new ContractId(Rows.uuid(row, "contract_id")), none -> new HashMap<>())
                    .put(Rows.uuid(row, "item_id"), new InvoiceId(Rows.uuid(row, "invoice_id")));
        });
        Map<ContractId, Map<BalanceId, Instant>> trueUps = new HashMap<>();
        each(DRAFTS, contracts).query(row -> {
            ContractId contract = new ContractId(Rows.uuid(row, "contract_id"));
            UUID trueUpOf = Rows.optionalUuid(row, "true_up_of");
            if (trueUpOf != null) {
                trueUps.computeIfAbsent(contract, none -> new HashMap<>())
                        .put(new BalanceId(trueUpOf), Rows.instant(row, "issued_at"));
            } else if (Rows.optionalUuid(row, "professional_service_id") == null) {
                drafts.computeIfAbsent(contract, none -> new HashSet<>())
                        .add(new ScheduledItems.Key(
                                Rows.instant(row, "issued_at"), currency(Rows.uuid(row, "credit_type_id"))));
            } else {
                services.computeIfAbsent(contract, none -> new HashMap<>())
                        .computeIfAbsent(new InvoiceId(Rows.uuid(row, "invoice_id")), none -> new ArrayList<>())
                        .add(service(row));
            }
        });
        Map<ContractId, ScheduledItems.Billing> billing = new HashMap<>();
        contracts.stream()
                .map(Contract.Ref::contract)
                .forEach(id -> billing.put(
                        id,
                        new ScheduledItems.Billing(
                                billed.getOrDefault(id, Map.of()),
                                drafts.getOrDefault(id, Set.of()),
                                services.getOrDefault(id, Map.of()),
                                trueUps.getOrDefault(id, Map.of()))));
        return billing;
    }

    private JdbcClient.StatementSpec each(String sql, Collection<Contract.Ref> contracts) {
        return database.sql(sql)
                .param("customers", Rows.array(contracts, one -> one.customer().value()))
                .param("contracts", Rows.array(contracts, one -> one.contract().value()));
    }

    /** @param items of charges of this customer's */
    public List<Touched> touched(CustomerId customer, Collection<UUID> items) {
        return database.sql(TOUCHED)
                .param("customer", customer.value())
                .param("items", Rows.texts(items, item -> item))
                .query((row, number) -> new Touched(
                        Rows.uuid(row, "item_id"),
                        new InvoiceId(Rows.uuid(row, "id")),
                        InvoiceStatus.valueOf(row.getString("status"))))
                .list();
    }

    /** Opens one draft for each key; none of them may have one. */
    public void open(List<InvoiceId> ids, Contract.Ref contract, List<ScheduledItems.Key> keys, Instant now) {
        database.sql(OPEN)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("now", Rows.at(now))
                .param("ids", InvoiceRows.invoiceIds(ids))
                .param("dates", Rows.texts(keys, ScheduledItems.Key::date))
                .param("currencies", Rows.texts(keys, key -> key.currency().id()))
                .param("dues", Rows.texts(keys, key -> DueDates.scheduled(key.date(), now)))
                .update();
    }

    public void remove(Contract.Ref contract, Collection<ScheduledItems.Key> keys) {
        database.sql(REMOVE)
                .param("customer", contract.customer().value())
                .param("contract", contract.contract().value())
                .param("dates", Rows.texts(keys, ScheduledItems.Key::date))
                .param("currencies", Rows.texts(keys, key -> key.currency().id()))
                .update();
    }

    /** Notes which items these invoices bill; an item that another one bills breaks the transaction. */
    public void bill(List<Invoice> invoices) {
        List<Invoice> billing = new ArrayList<>();
        List<UUID> items = new ArrayList<>();
        for (Invoice invoice : invoices) {
            for (InvoiceLine line : invoice.lines()) {
                if (line.source() instanceof InvoiceLine.Dated dated) {
                    billing.add(invoice);
                    items.add(dated.billedItem());
                }
            }
        }
        if (!items.isEmpty()) {
            database.sql(BILL)
                    .param(
                            "customers",
                            Rows.array(billing, invoice -> invoice.customer().value()))
                    .param("items", Rows.texts(items, item -> item))
                    .param(
                            "contracts",
                            Rows.texts(billing, invoice -> invoice.contract().value()))
                    .param("invoices", Rows.texts(billing, Invoice::id))
                    .update();
        }
    }

    /** The regenerated invoice takes over what the voided one billed, and what nobody did. */
    public void billAgain(InvoiceId voided, Invoice again) {
        List<UUID> items = new ArrayList<>();
        for (InvoiceLine line : again.lines()) {
            if (line.source() instanceof InvoiceLine.Dated dated) {
                items.add(dated.billedItem());
            }
        }
        int billed = database.sql(BILL_AGAIN)
                .param("customer", again.customer().value())
                .param("contract", again.contract().value())
                .param("before", voided.value())
                .param("now", again.id().value())
                .param("items", Rows.texts(items, item -> item))
                .update();
        if (billed != items.size()) {
            throw new IllegalStateException("another invoice than " + voided + " bills an item of " + again.id());
        }
    }

    private static ServiceItem service(ResultSet row) throws SQLException {
        return new ServiceItem(
                Rows.uuid(row, "id"),
                new ProfessionalServiceId(Rows.uuid(row, "professional_service_id")),
                new ScheduledCharge.Price(row.getBigDecimal("unit_price"), row.getBigDecimal("quantity")),
                Rows.optionalUuid(row, "amendment_id"),
                row.getString("metadata"));
    }

    private CreditType currency(UUID id) {
        return pricing.creditType(id).orElseThrow(() -> new IllegalStateException("no currency " + id));
    }
}

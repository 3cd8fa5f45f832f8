package io.downbeat.metering;

import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how invoices stand with their marketplaces. */
final class MeteredInvoiceStore {
    private static final String FIND = """
        SELECT s.invoice_id, s.configuration_id,
            EXISTS (SELECT FROM metered_invoice l WHERE l.customer_id = s.customer_id
                AND l.root_invoice_id = s.root_invoice_id AND l.voided_at IS NULL) AS has_live,
            (SELECT coalesce(sum(CASE WHEN k.to_invoice_id = i.invoice_id THEN k.cents ELSE -k.cents END), 0)
                FROM metered_invoice i JOIN carry_forward k ON k.customer_id = i.customer_id
                    AND i.invoice_id IN (k.from_invoice_id, k.to_invoice_id)
                WHERE i.customer_id = s.customer_id AND i.root_invoice_id = s.root_invoice_id) AS carried,
            s.final_cents, s.voided_at, s.ends_at, s.next_meter_at, s.remainder_reason, c.billing_provider, c.delivery_method,
            coalesce(sum(p.cents) FILTER (WHERE m.state = 'CONFIRMED'), 0) AS confirmed,
            coalesce(sum(p.cents) FILTER (WHERE m.state IN ('PENDING', 'SENDING', 'UNKNOWN')), 0) AS open,
            coalesce(sum(p.cents) FILTER (WHERE m.state = 'SENT'), 0) AS handed_over,
            coalesce(sum(p.cents) FILTER (WHERE m.state = 'PARKED'), 0) AS parked,
            count(*) FILTER (WHERE m.state = 'CONFIRMED') AS records,
            max(m.deadline_at) FILTER (WHERE m.state IN ('PENDING', 'SENDING', 'UNKNOWN', 'SENT')) AS settled_by,
            (array_agg(m.provider_ref ORDER BY m.hour DESC) FILTER (WHERE m.state = 'CONFIRMED'))[1] AS reference
        FROM metered_invoice s
        JOIN metered_configuration c ON c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
        LEFT JOIN metered_invoice r ON r.customer_id = s.customer_id AND r.root_invoice_id = s.root_invoice_id
        LEFT JOIN metering_allocation p ON p.customer_id = r.customer_id AND p.invoice_id = r.invoice_id
        LEFT JOIN metering_record m ON m.customer_id = p.customer_id AND m.id = p.record_id
        WHERE s.invoice_id = :invoice AND (%s)
        GROUP BY s.customer_id, s.invoice_id, c.customer_id, c.configuration_id
        """;
    private static final String OF_CUSTOMER = FIND.formatted("s.customer_id = :customer");
    private static final String BY_ID_ALONE = FIND.formatted("true");

    /** Also those that took the place of a voided one, since what was metered of that counts for them. */
    private static final String WITH_PARTS_IN = """
        SELECT DISTINCT l.invoice_id FROM unnest(:customers::uuid[], :ids::uuid[]) AS k (customer_id, record_id)
        JOIN metering_allocation p ON p.customer_id = k.customer_id AND p.record_id = k.record_id
        JOIN metered_invoice s ON s.customer_id = p.customer_id AND s.invoice_id = p.invoice_id
        JOIN metered_invoice l ON l.customer_id = s.customer_id AND l.root_invoice_id = s.root_invoice_id
        WHERE l.final_cents IS NOT NULL
        """;

    private final JdbcClient database;
    private final MarketplaceConnectors connectors;

    MeteredInvoiceStore(JdbcClient database, MarketplaceConnectors connectors) {
        this.database = database;
        this.connectors = connectors;
    }

    Optional<MeteredInvoice> find(Invoice.Ref key) {
        return database.sql(OF_CUSTOMER)
                .param("customer", key.customer().value())
                .param("invoice", key.invoice().value())
                .query(this::metered)
                .optional();
    }

    /** Whoever asks for an invoice by its address does not name the customer. */
    Optional<MeteredInvoice> find(InvoiceId invoice) {
        return database.sql(BY_ID_ALONE)
                .param("invoice", invoice.value())
                .query(this::metered)
                .optional();
    }

    /** Finalized invoices of which a part is in these records. */
    List<InvoiceId> withPartsIn(Collection<RecordRef> records) {
        return database.sql(WITH_PARTS_IN)
                .param("customers", Rows.array(records, each -> each.customer().value()))
                .param("ids", Rows.array(records, RecordRef::id))
                .query((row, number) -> new InvoiceId(Rows.uuid(row, "invoice_id")))
                .list();
    }

    private MeteredInvoice metered(ResultSet row, int number) throws SQLException {
        return new MeteredInvoice(
                new InvoiceId(Rows.uuid(row, "invoice_id")),
                new ConfigurationId(Rows.uuid(row, "configuration_id")),
                row.getBigDecimal("final_cents"),
                row.getObject("voided_at") != null,
                row.getObject("voided_at") != null && row.getBoolean("has_live"),
                row.getLong("confirmed") + row.getLong("carried"),
                row.getLong("carried"),
                row.getLong("open"),
                row.getLong("handed_over"),
                row.getLong("parked"),
                row.getInt("records"),
                row.getString("reference"),
                Rows.optionalInstant(row, "next_meter_at"),
                Rows.optionalInstant(row, "settled_by"),
                row.getString("remainder_reason"),
                deadline(Rows.optionalInstant(row, "ends_at"), connector(row)));
    }

    private MarketplaceConnector connector(ResultSet row) throws SQLException {
        return connectors.to(
                BillingProvider.valueOf(row.getString("billing_provider")),
                DeliveryMethodType.valueOf(row.getString("delivery_method")));
    }

    private static @Nullable Instant deadline(@Nullable Instant end, MarketplaceConnector connector) {
        return end == null ? null : connector.takenUntil(Hours.lastBefore(end));
    }
}

package io.downbeat.metering;

import io.downbeat.delivery.DeliveryHolds;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An invoice of which a marketplace already billed a part must not go to another provider whole. It comes to that when
 * a configuration is archived in the middle of a period and the contract changes to another within the same period.
 */
final class MeteredElsewhere implements DeliveryHolds {
    /** Also of the invoices that one was regenerated from: voiding them gave nothing back. */
    private static final String ELSEWHERE = """
        WITH RECURSIVE origin AS (
            SELECT routed.invoice_id, routed.configuration_id, routed.invoice_id AS origin_id
            FROM unnest(:invoices, :routes) AS routed(invoice_id, configuration_id)
            UNION ALL
            SELECT o.invoice_id, o.configuration_id, i.regenerated_from
            FROM origin o JOIN invoice i ON i.id = o.origin_id WHERE i.regenerated_from IS NOT NULL)
        SELECT o.invoice_id, sum(s.billed_cents)::bigint AS billed_cents, min(c.billing_provider) AS billing_provider
        FROM origin o
        JOIN metered_invoice s ON s.invoice_id = o.origin_id AND s.configuration_id <> o.configuration_id
        JOIN metered_configuration c ON c.configuration_id = s.configuration_id
        JOIN provider_configuration r ON r.customer_id = s.customer_id AND r.id = o.configuration_id
        WHERE s.billed_cents > 0
            -- Where the new invoice is metered too, what was metered counts for it, and only the rest goes out.
            AND NOT (o.origin_id <> o.invoice_id AND r.billing_provider LIKE '%\\_marketplace'
                AND r.delivery_method IN ('direct_to_billing_provider', 'tackle'))
        GROUP BY o.invoice_id
        """;

    private final JdbcClient database;

    MeteredElsewhere(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Map<InvoiceId, String> to(List<Invoice> routed) {
        Map<InvoiceId, String> objections = new HashMap<>();
        if (routed.isEmpty()) {
            return objections;
        }
        database.sql(ELSEWHERE)
                .param(
                        "invoices",
                        routed.stream().map(invoice -> invoice.id().value()).toArray(UUID[]::new))
                .param("routes", routed.stream().map(MeteredElsewhere::route).toArray(UUID[]::new))
                .query((row, number) -> objections.put(
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        row.getLong("billed_cents") + " cents of it were metered to "
                                + row.getString("billing_provider").toLowerCase(Locale.ROOT)
                                + " before that configuration was archived, and would be billed twice: refund them"
                                + " there and retry, which sends the whole invoice here, or cancel"))
                .list();
        return objections;
    }

    private static UUID route(Invoice invoice) {
        var route = Objects.requireNonNull(invoice.route(), "a routed invoice");
        return Objects.requireNonNull(route.configuration(), "a routed invoice").value();
    }
}

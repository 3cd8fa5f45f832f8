package io.downbeat.metering.settlement;

import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Deliveries;
import io.downbeat.delivery.DeliveryHolds;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.platform.db.Rows;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.Providers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An invoice of which a marketplace already billed a part must not go to another provider whole. It comes to that when
 * a configuration is archived in the middle of a period and the contract changes to another within the same period.
 */
final class MeteredElsewhere implements DeliveryHolds {
    /** One row for an invoice and each of those it was regenerated from. */
    private static final String ELSEWHERE = """
        SELECT o.invoice_id, sum(s.billed_cents)::bigint AS billed_cents, min(c.billing_provider) AS billing_provider
        FROM unnest(:customers::uuid[], :invoices::uuid[], :routes::uuid[], :origins::uuid[])
            AS o(customer_id, invoice_id, configuration_id, origin_id)
        JOIN metered_invoice s ON s.customer_id = o.customer_id AND s.invoice_id = o.origin_id
            AND s.configuration_id <> o.configuration_id
        JOIN metered_configuration c ON c.customer_id = s.customer_id AND c.configuration_id = s.configuration_id
        WHERE s.billed_cents > 0
        GROUP BY o.invoice_id
        """;

    private record Origin(CustomerId customer, InvoiceId invoice, ConfigurationId route, InvoiceId origin) {}

    private final JdbcClient database;
    private final Invoicing invoicing;
    private final Deliveries deliveries;
    private final Providers providers;
    private final MarketplaceConnectors connectors;

    MeteredElsewhere(
            JdbcClient database,
            Invoicing invoicing,
            Deliveries deliveries,
            Providers providers,
            MarketplaceConnectors connectors) {
        this.database = database;
        this.invoicing = invoicing;
        this.deliveries = deliveries;
        this.providers = providers;
        this.connectors = connectors;
    }

    @Override
    public Map<InvoiceId, String> to(List<Invoice> routed) {
        Map<InvoiceId, String> objections = new HashMap<>();
        if (routed.isEmpty()) {
            return objections;
        }
        List<Origin> origins =
                routed.stream().flatMap(invoice -> origins(invoice).stream()).toList();
        database.sql(ELSEWHERE)
                .param("customers", Rows.array(origins, each -> each.customer().value()))
                .param("invoices", Rows.array(origins, each -> each.invoice().value()))
                .param("routes", Rows.array(origins, each -> each.route().value()))
                .param("origins", Rows.array(origins, each -> each.origin().value()))
                .query((row, number) -> objections.put(
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        row.getLong("billed_cents") + " cents of it were metered to "
                                + row.getString("billing_provider").toLowerCase(Locale.ROOT)
                                + " before that configuration was archived, and would be billed twice: refund them"
                                + " there and retry, which sends the whole invoice here, or cancel"))
                .list();
        return objections;
    }

    /**
     * The invoice, and those it was regenerated from: voiding them gave nothing back. Where the new invoice is metered too,
     * what was metered of those counts for it, and only the rest goes out.
     */
    private List<Origin> origins(Invoice invoice) {
        ConfigurationId route = route(invoice);
        List<Origin> origins = new ArrayList<>();
        origins.add(new Origin(invoice.customer(), invoice.id(), route, invoice.id()));
        if (invoice.regeneratedFrom() != null && !isMetered(route)) {
            unrefunded(invoice.ref())
                    .forEach(before -> origins.add(new Origin(invoice.customer(), invoice.id(), route, before)));
        }
        return origins;
    }

    /** What was metered before a refund by hand was refunded with it: nobody is asked to refund it once more. */
    private List<InvoiceId> unrefunded(Invoice.Ref invoice) {
        List<InvoiceId> before = invoicing.regeneratedFrom(invoice);
        Set<InvoiceId> refunded = deliveries.takenBackByHand(before);
        return before.stream().takeWhile(each -> !refunded.contains(each)).toList();
    }

    private boolean isMetered(ConfigurationId route) {
        return providers
                .find(route)
                .flatMap(found -> connectors.find(found.provider(), found.deliveryMethod()))
                .isPresent();
    }

    private static ConfigurationId route(Invoice invoice) {
        var route = Objects.requireNonNull(invoice.route(), "a routed invoice");
        return Objects.requireNonNull(route.configuration(), "a routed invoice");
    }
}

package io.downbeat.delivery.metering;

import io.downbeat.delivery.Objections;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ConfigurationId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An invoice of which a marketplace already billed a part must not go to another provider whole. It comes to that when
 * a configuration is archived in the middle of a period and the contract changes to another within the same period. What
 * was metered of the voided invoices that it was regenerated from counts: no void took that back. Where it goes to a
 * marketplace again, only what is missing is metered, and that part needs no objection.
 */
final class MeteredElsewhere implements Objections {
    private static final String ELSEWHERE = """
        WITH RECURSIVE routed AS (
            SELECT * FROM unnest(:invoices::uuid[], :from::uuid[], :routes::uuid[], :metered::boolean[])
                AS r(invoice_id, from_id, configuration_id, is_metered)),
        stands_for(invoice_id, earlier_id) AS (
            (SELECT invoice_id, invoice_id FROM routed
             UNION SELECT invoice_id, from_id FROM routed WHERE from_id IS NOT NULL AND NOT is_metered)
            UNION
            SELECT r.invoice_id, i.regenerated_from FROM stands_for e
            JOIN routed r ON r.invoice_id = e.invoice_id AND NOT r.is_metered
            JOIN invoice i ON i.id = e.earlier_id AND i.regenerated_from IS NOT NULL)
        SELECT routed.invoice_id, sum(s.billed_cents) AS billed_cents, min(c.billing_provider) AS billing_provider
        FROM routed JOIN stands_for e ON e.invoice_id = routed.invoice_id
        JOIN meter_stream s ON s.invoice_id = e.earlier_id AND s.configuration_id <> routed.configuration_id
        JOIN metered_configuration c ON c.configuration_id = s.configuration_id
        WHERE s.billed_cents > 0
        GROUP BY routed.invoice_id
        """;

    private final JdbcClient database;
    private final MeteredConfigurations configurations;

    MeteredElsewhere(JdbcClient database, MeteredConfigurations configurations) {
        this.database = database;
        this.configurations = configurations;
    }

    @Override
    public Map<InvoiceId, String> to(List<Invoice> routed) {
        Map<InvoiceId, String> objections = new HashMap<>();
        if (routed.isEmpty()) {
            return objections;
        }
        Set<ConfigurationId> metered = configurations.metered(
                routed.stream().map(MeteredElsewhere::route).toList());
        database.sql(ELSEWHERE)
                .param(
                        "invoices",
                        routed.stream().map(invoice -> invoice.id().value()).toArray(UUID[]::new))
                .param("from", routed.stream().map(MeteredElsewhere::from).toArray(UUID[]::new))
                .param(
                        "routes",
                        routed.stream().map(invoice -> route(invoice).value()).toArray(UUID[]::new))
                .param(
                        "metered",
                        routed.stream()
                                .map(invoice -> metered.contains(route(invoice)))
                                .toArray(Boolean[]::new))
                .query((row, number) -> objections.put(
                        new InvoiceId(Rows.uuid(row, "invoice_id")),
                        row.getLong("billed_cents") + " cents of it were metered to "
                                + row.getString("billing_provider").toLowerCase(Locale.ROOT)
                                + " already, and would be billed twice: refund them there and retry, which"
                                + " sends the whole invoice here, or cancel"))
                .list();
        return objections;
    }

    private static @Nullable UUID from(Invoice invoice) {
        InvoiceId from = invoice.regeneratedFrom();
        return from == null ? null : from.value();
    }

    private static ConfigurationId route(Invoice invoice) {
        var route = Objects.requireNonNull(invoice.route(), "a routed invoice");
        return Objects.requireNonNull(route.configuration(), "a routed invoice");
    }
}

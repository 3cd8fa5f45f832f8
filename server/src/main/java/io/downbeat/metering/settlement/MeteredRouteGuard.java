package io.downbeat.metering.settlement;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.RouteChosenByHand;
import io.downbeat.platform.http.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps an invoice of which any cent was metered from being sent elsewhere by hand: voiding gave nothing back,
 * and the same cents would be billed twice. Runs in the regenerating transaction.
 */
final class MeteredRouteGuard {
    /** What gave its cents back counts for nothing; what nobody knows the outcome of counts as metered. */
    private static final String METERED = """
        SELECT coalesce(sum(billed_cents), 0)::bigint FROM metered_invoice WHERE invoice_id = ANY(:invoices)
        """;

    private final JdbcClient database;

    MeteredRouteGuard(JdbcClient database) {
        this.database = database;
    }

    @EventListener
    @Order(2)
    void on(RouteChosenByHand fact) {
        List<InvoiceId> all = new ArrayList<>(fact.earlier());
        all.add(fact.voided());
        long metered = database.sql(METERED)
                .param("invoices", all.stream().map(InvoiceId::value).toArray(UUID[]::new))
                .query(Long.class)
                .single();
        if (metered > 0) {
            throw Refused.rule("invoice " + fact.voided() + " cannot be sent elsewhere by hand, because " + metered
                    + " cents of it were metered to a marketplace, or may have been; regenerate it without"
                    + " downbeat_billing_provider_configuration_id");
        }
    }
}

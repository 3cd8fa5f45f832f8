package io.downbeat.metering.settlement;

import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.invoicing.Invoice;
import io.downbeat.metering.MarketplaceConnectors;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How invoices stand with their marketplaces, on a real database. */
public final class SettlementFixture {
    public final Metering metering;
    public final InvoiceRoute delivery;

    public SettlementFixture(JdbcClient sql, MarketplaceConnectors connectors) {
        metering = new Metering(new MeteredInvoiceStore(sql, connectors));
        delivery = new MarketplaceDelivery(metering, connectors);
    }

    public Settlement settle(Invoice.Ref invoice, long total, Instant now) {
        return metering.settle(invoice, total, now);
    }
}

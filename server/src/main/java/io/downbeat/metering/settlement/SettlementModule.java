package io.downbeat.metering.settlement;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what others ask of metering: deliveries, people, verification and reconciliation. */
@Configuration(proxyBeanMethods = false)
@Import({
    InvoiceMeteringApi.class,
    MarketplaceDelivery.class,
    MeteredBuyers.class,
    MeteredElsewhere.class,
    MeteredInvoiceStore.class,
    MeteredRouteGuard.class,
    Metering.class,
    MeteringChecks.class
})
public class SettlementModule {}

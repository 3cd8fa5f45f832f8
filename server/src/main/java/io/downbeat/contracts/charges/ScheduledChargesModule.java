package io.downbeat.contracts.charges;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires scheduled charges. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({
    FixedProducts.class,
    InvoiceSchedules.class,
    ScheduledChargeRequests.class,
    ScheduledChargeStore.class,
    ScheduledChargesPart.class
})
public class ScheduledChargesModule {}

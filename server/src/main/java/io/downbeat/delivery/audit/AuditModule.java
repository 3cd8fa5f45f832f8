package io.downbeat.delivery.audit;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the proof. Needs the engine, metering, and the adapters that are there. */
@Configuration(proxyBeanMethods = false)
@Import({
    DeliveryChecks.class,
    HistoryChecks.class,
    InvoiceChecks.class,
    MeterReconciliation.class,
    MeteredBuyerStore.class,
    ReconcileApi.class,
    ReconcileStore.class,
    Reconciliation.class,
    Repairs.class,
    ScheduleChecks.class,
    Verification.class,
    VerifyApi.class
})
public class AuditModule {}

package io.downbeat.reconciliation;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the comparison with the providers. Needs the engine, metering, and the adapters that are there. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccountInventories.class,
    MeterReconciliation.class,
    ReconcileApi.class,
    ReconcileStore.class,
    Reconciliation.class,
    Repairs.class
})
public class ReconciliationModule {}

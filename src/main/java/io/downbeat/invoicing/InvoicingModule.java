package io.downbeat.invoicing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires invoicing. Needs from {@code app}: an {@link InvoicingSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    Drafts.class,
    EditGuards.class,
    Finalization.class,
    FinalizationStore.class,
    FinalizeInvoices.class,
    FollowContracts.class,
    InvoiceRows.class,
    InvoiceStore.class,
    Invoicing.class,
    LineStore.class,
    OpenPeriods.class,
    RegenerateInvoices.class,
    ScheduledStore.class,
    UsageDrafts.class,
    UsageDraftStore.class,
    UsageReading.class,
    VoidInvoices.class
})
public class InvoicingModule {}

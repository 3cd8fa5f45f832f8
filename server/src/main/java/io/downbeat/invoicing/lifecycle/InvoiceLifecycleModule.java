package io.downbeat.invoicing.lifecycle;

import io.downbeat.invoicing.routes.InvoiceRoutesModule;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what happens to invoices. */
@Configuration(proxyBeanMethods = false)
@Import({
    ActOnInvoices.class,
    ConsolidateInvoices.class,
    ConsolidatedInvoices.class,
    ConsolidationStore.class,
    Consolidations.class,
    CreateHistoricalInvoices.class,
    DrawBalances.class,
    EditGuards.class,
    FailedFinalizations.class,
    Finalization.class,
    FinalizationStore.class,
    FinalizeInvoices.class,
    FinishRegenerated.class,
    FollowCommits.class,
    FollowContracts.class,
    FrozenDocuments.class,
    InvoiceRoutesModule.class,
    InvoicesOnContracts.class,
    OpenPeriods.class,
    PaymentsOnInvoices.class,
    RegenerateInvoices.class,
    RegeneratedDrafts.class,
    ScheduledDrafts.class,
    TrueUpStore.class,
    TrueUps.class,
    UsageDraftStore.class,
    UsageDrafts.class,
    VoidInvoices.class
})
public class InvoiceLifecycleModule {}

package io.downbeat.invoicing.lifecycle;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what happens to invoices. */
@Configuration(proxyBeanMethods = false)
@Import({
    DrawBalances.class,
    ActOnInvoices.class,
    ConsolidateInvoices.class,
    ConsolidatedInvoices.class,
    ConsolidationStore.class,
    Consolidations.class,
    CreateHistoricalInvoices.class,
    EditGuards.class,
    Finalization.class,
    FinalizationStore.class,
    FinalizeInvoices.class,
    FinishRegenerated.class,
    FollowCommits.class,
    FollowContracts.class,
    FrozenDocuments.class,
    OpenPeriods.class,
    InvoicesOnContracts.class,
    PaymentsOnInvoices.class,
    RegenerateInvoices.class,
    RegeneratedDrafts.class,
    RouteByHandStore.class,
    RoutesByHand.class,
    ScheduledDrafts.class,
    TrueUpStore.class,
    TrueUps.class,
    UsageDraftStore.class,
    UsageDrafts.class,
    VoidInvoices.class
})
public class InvoiceLifecycleModule {}

package io.downbeat.invoicing;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires invoicing. Needs from {@code app}: an {@link InvoicingSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({
    BreakdownsApi.class,
    Drafts.class,
    EditGuards.class,
    Finalization.class,
    FinalizationStore.class,
    FinalizeInvoices.class,
    FollowContracts.class,
    InvoiceLists.class,
    InvoiceRouteApi.class,
    InvoiceRows.class,
    InvoiceStore.class,
    InvoiceViews.class,
    InvoicesApi.class,
    Invoicing.class,
    LineStore.class,
    OpenPeriods.class,
    ProviderChangeApi.class,
    ProviderChangePreviews.class,
    RegenerateInvoices.class,
    RouteByHandStore.class,
    RoutesByHand.class,
    ScheduledStore.class,
    UsageDrafts.class,
    UsageDraftStore.class,
    UsageReading.class,
    VoidInvoices.class
})
public class InvoicingModule {}

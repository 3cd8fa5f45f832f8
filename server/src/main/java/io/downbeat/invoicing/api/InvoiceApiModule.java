package io.downbeat.invoicing.api;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the endpoints of invoices. */
@Configuration(proxyBeanMethods = false)
@Import({
    BreakdownsApi.class,
    CollectEvidence.class,
    EventPreviewApi.class,
    HistoricalInvoicesApi.class,
    ExplainRoutes.class,
    InvoiceActionsApi.class,
    InvoiceLists.class,
    InvoiceRouteApi.class,
    InvoiceViews.class,
    InvoicesApi.class,
    ListPrices.class,
    ProviderChangeApi.class,
    ProviderChangePreviews.class,
    ServiceInvoicesApi.class
})
public class InvoiceApiModule {}

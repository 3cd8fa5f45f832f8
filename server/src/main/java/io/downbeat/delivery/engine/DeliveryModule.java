package io.downbeat.delivery.engine;

import io.downbeat.delivery.InvoiceRoutes;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; routes come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    AcceptedRouteGuard.class,
    AccountIncidents.class,
    AccountProbes.class,
    InvoiceRoutes.class,
    DeliveryReview.class,
    DeliveryOrder.class,
    DeliverySummaryStore.class,
    HeldBack.class,
    HeldBackStore.class,
    ClaimStore.class,
    DeliveryAccounts.class,
    DeliveryApi.class,
    DeliveryListings.class,
    DeliveryLog.class,
    DeliveryQueries.class,
    DeliveryStore.class,
    DeliveryWork.class,
    Forecast.class,
    FreezeAgain.class,
    Freezing.class,
    NewDeliveryStore.class,
    OpenDeliveries.class,
    DeliveryOperations.class,
    OperatorStore.class,
    ProviderStatusUpdates.class,
    ReceiptStore.class,
    RunContext.class,
    PublishExternalStatus.class,
    WakeDeliveries.class,
    Withdrawals.class
})
public class DeliveryModule {}

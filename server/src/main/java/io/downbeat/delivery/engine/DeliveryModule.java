package io.downbeat.delivery.engine;

import io.downbeat.delivery.Adapters;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; adapters come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    AcceptedRouteGuard.class,
    AccountIncidents.class,
    AccountProbes.class,
    Adapters.class,
    HeldBack.class,
    HeldBackStore.class,
    ClaimStore.class,
    DeliveryApi.class,
    DeliveryLog.class,
    DeliveryQueries.class,
    DeliveryStore.class,
    DeliveryWork.class,
    Forecast.class,
    NewDeliveryStore.class,
    OpenDeliveries.class,
    DeliveryOperations.class,
    OperatorStore.class,
    ProviderStatusUpdates.class,
    RunContext.class,
    PublishExternalStatus.class,
    Withdrawals.class
})
public class DeliveryModule {}

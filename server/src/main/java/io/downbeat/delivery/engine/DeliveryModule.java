package io.downbeat.delivery.engine;

import io.downbeat.delivery.Adapters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; adapters come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    AcceptedRouteGuard.class,
    AccountProbes.class,
    Adapters.class,
    AccountIncidents.class,
    Deliveries.class,
    DeliveryOrder.class,
    DeliverySummaryStore.class,
    CircuitStore.class,
    Circuits.class,
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
public class DeliveryModule {

    /** Paces protect what is real, so they follow real time even when the business clock stands still. */
    @Bean
    OutsideAccounts accounts() {
        return new OutsideAccounts(System::nanoTime);
    }
}

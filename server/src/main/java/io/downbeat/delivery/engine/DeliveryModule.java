package io.downbeat.delivery.engine;

import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.invoicing.Invoicing;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; its rooms and the routes come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccountIncidents.class,
    AccountProbes.class,
    InvoiceRoutes.class,
    DeliveryOrder.class,
    HeldBack.class,
    HeldBackStore.class,
    ClaimStore.class,
    DeliveryLog.class,
    DeliveryStore.class,
    DeliveryWork.class,
    DeliveryWriter.class,
    ProviderStatusUpdates.class,
    ReceiptStore.class,
    RunContext.class,
    PublishExternalStatus.class,
    WakeDeliveries.class
})
public class DeliveryModule {

    @Bean
    RunContext.Segments segmentsOfRoutes(Invoicing invoicing) {
        return invoice -> invoicing.frozenRoute(invoice).flatMap(route -> Optional.ofNullable(route.segmentId()));
    }
}

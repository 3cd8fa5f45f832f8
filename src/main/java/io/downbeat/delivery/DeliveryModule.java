package io.downbeat.delivery;

import io.downbeat.invoicing.Invoicing;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; adapters come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    Adapters.class,
    CircuitStore.class,
    Circuits.class,
    DeliveryApi.class,
    DeliveryQueries.class,
    DeliveryStore.class,
    DeliveryWork.class,
    NewDeliveryStore.class,
    OpenDeliveries.class,
    OperatorDoors.class,
    OperatorStore.class,
    ProviderNews.class,
    Runs.class,
    Withdrawals.class
})
public class DeliveryModule {

    @Bean
    InvoiceNews invoiceNews(Invoicing invoicing) {
        return invoicing::recordExternal;
    }
}

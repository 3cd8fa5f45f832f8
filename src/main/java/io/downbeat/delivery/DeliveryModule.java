package io.downbeat.delivery;

import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the engine; adapters come from modules of their own. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccountProbes.class,
    Adapters.class,
    CircuitStore.class,
    Circuits.class,
    ClaimStore.class,
    DeliveryApi.class,
    DeliveryQueries.class,
    DeliveryStore.class,
    DeliveryWork.class,
    Forecast.class,
    NewDeliveryStore.class,
    OpenDeliveries.class,
    OperatorDoors.class,
    OperatorStore.class,
    ProviderNews.class,
    Roads.class,
    Runs.class,
    Withdrawals.class
})
public class DeliveryModule {

    @Bean
    InvoiceNews invoiceNews(Invoicing invoicing) {
        return new InvoiceNews() {
            @Override
            public void record(InvoiceId invoice, ExternalInvoice external) {
                invoicing.recordExternal(invoice, external);
            }

            @Override
            public void remains(InvoiceId invoice, String why) {
                invoicing.recordExternalError(invoice, why);
            }

            @Override
            public void recordAll(Map<InvoiceId, ExternalInvoice> all) {
                invoicing.recordExternal(all);
            }
        };
    }
}

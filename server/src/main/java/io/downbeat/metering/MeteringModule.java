package io.downbeat.metering;

import io.downbeat.incidents.Incidents;
import io.downbeat.providers.Providers;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires metering. Needs invoicing, providers, and a {@link MarketplaceConnector} for each way that is open. */
@Configuration(proxyBeanMethods = false)
@Import({
    InvoicedAmounts.class,
    MarketplaceDelivery.class,
    MeterActions.class,
    CarryForward.class,
    MeteredAccounts.class,
    MeterDeadlineStore.class,
    MeterDeadlines.class,
    MeterFacts.class,
    MeterHours.class,
    MeterReadingStore.class,
    MeteringRecordList.class,
    MeteringRecordStore.class,
    MeteredInvoiceStateStore.class,
    MeteredConfigurationStore.class,
    MeteredElsewhere.class,
    MeteredInvoiceStore.class,
    MeteredRouteGuard.class,
    Metering.class,
    MeteringApi.class,
    MeteringChecks.class,
    MeteringDisabled.class,
    ParkedRecords.class,
    ReadMeteringRecords.class,
    SendMeteringRecords.class,
    RecordClaims.class,
    RecordOutcomes.class,
    StoppedMetering.class,
    StoppedMeteringApi.class
})
public class MeteringModule {

    @Bean
    MarketplaceConnectors marketplaceConnectors(List<MarketplaceConnector> connectors) {
        return new MarketplaceConnectors(connectors);
    }

    @Bean
    MeteredConfigurations meteredConfigurations(
            MeteredConfigurationStore store, MarketplaceConnectors connectors, Providers providers) {
        return MeteredConfigurations.of(store, connectors, providers);
    }

    @Bean
    MeteringIncidents meteringIncidents(Incidents incidents, Providers providers) {
        return MeteringIncidents.of(incidents, providers);
    }
}

package io.downbeat.metering.configurations;

import io.downbeat.incidents.Incidents;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.providers.Providers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the configurations that are metered. Needs providers and incidents. */
@Configuration(proxyBeanMethods = false)
@Import({
    FollowConfigurations.class,
    MeterActions.class,
    MeteredConfigurationStore.class,
    MeteringDisabled.class,
    Refusals.class,
    StoppedMetering.class,
    StoppedMeteringApi.class
})
public class MeteredConfigurationsModule {
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

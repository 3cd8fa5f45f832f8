package io.downbeat.connectors.azure;

import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires Azure Marketplace, direct. Needs from {@code app}: an {@link AzureSettings}. */
@Configuration(proxyBeanMethods = false)
public class AzureModule {

    @Bean
    AzureConnector azureConnector(Providers providers, AzureSettings settings, InstantSource clock) {
        return AzureConnector.to(settings, AccountKeys.connected(providers), clock, AzureWire.TO_METER);
    }
}

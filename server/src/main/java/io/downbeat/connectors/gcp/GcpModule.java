package io.downbeat.connectors.gcp;

import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires Google Cloud Marketplace, direct. Needs from {@code app}: a {@link GcpSettings}. */
@Configuration(proxyBeanMethods = false)
public class GcpModule {

    @Bean
    GcpConnector gcpConnector(Providers providers, GcpSettings settings, InstantSource clock) {
        return GcpConnector.to(settings, AccountKeys.connected(providers), clock, GcpWire.TO_REPORT);
    }
}

package io.downbeat.metering;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the port. Needs a {@link MarketplaceConnector} for each way that is open. */
@Configuration(proxyBeanMethods = false)
public class MeteringModule {
    @Bean
    MarketplaceConnectors marketplaceConnectors(List<MarketplaceConnector> connectors) {
        return new MarketplaceConnectors(connectors);
    }
}

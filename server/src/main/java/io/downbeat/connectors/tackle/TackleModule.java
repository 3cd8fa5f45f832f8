package io.downbeat.connectors.tackle;

import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires AWS Marketplace through Tackle. Needs from {@code app}: a {@link TackleSettings}. */
@Configuration(proxyBeanMethods = false)
public class TackleModule {

    @Bean
    TackleConnector tackleConnector(Providers providers, TackleSettings settings) {
        return new TackleConnector(AccountKeys.connected(providers), new TackleWire(settings.apiBase()), settings);
    }
}

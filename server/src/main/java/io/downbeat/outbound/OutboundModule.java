package io.downbeat.outbound;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the accounts that are called. Needs the providers module and {@link EgressAddresses}. */
@Configuration(proxyBeanMethods = false)
@Import({ProviderAccountStore.class, Circuits.class, ServicesApi.class})
public class OutboundModule {

    @Bean
    ProviderAccounts providerAccounts(Circuits circuits) {
        return new ProviderAccounts(circuits, System::nanoTime);
    }
}

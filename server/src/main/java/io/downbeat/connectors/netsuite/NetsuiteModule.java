package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.engine.ProviderStatusUpdates;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.pricing.Pricing;
import io.downbeat.providers.Providers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires NetSuite. Needs a {@link NetsuiteSettings} from the outside. */
@Configuration(proxyBeanMethods = false)
@Import({
    NetsuiteAdapter.class,
    NetsuiteCalls.class,
    NetsuiteCurrencies.class,
    NetsuitePreflight.class,
    NetsuiteQueries.class,
    NetsuiteReading.class,
    NetsuiteStatusSchedule.class,
    NetsuiteStatusStore.class
})
public class NetsuiteModule {

    @Bean
    NetsuiteTokens netsuiteTokens(Providers providers, BusinessClock clock) {
        return new NetsuiteTokens(AccountKeys.connected(providers), clock);
    }

    @Bean
    NetsuiteInventory netsuiteInventory(NetsuiteQueries queries, NetsuiteCurrencies currencies, Providers providers) {
        return new NetsuiteInventory(queries, currencies, AccountKeys.connected(providers));
    }

    @Bean
    FollowNetsuite followNetsuite(
            NetsuiteStatusSchedule schedule,
            NetsuiteQueries queries,
            NetsuiteReading reading,
            ProviderStatusUpdates news,
            Providers providers) {
        return new FollowNetsuite(schedule, queries, reading, news, AccountKeys.connected(providers));
    }

    @Bean
    NetsuiteAdapter.Items netsuiteItems(Pricing pricing) {
        return pricing::products;
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.customers.Customers;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires Stripe. Needs a {@link StripeSettings} from the outside. */
@Configuration(proxyBeanMethods = false)
@Import({
    ForgetStripeEvents.class,
    StripeAdapter.class,
    StripeEvents.class,
    StripeEventStore.class,
    StripeHooksApi.class,
    StripeInventory.class,
    StripePreflight.class,
    StripeReading.class,
    StripeRefusals.class,
    StripeSweepStore.class,
    SweepStripe.class
})
public class StripeModule {

    @Bean
    StripeCalls stripeCalls(StripeSettings settings, Providers providers) {
        return new StripeCalls(settings, AccountKeys.connected(providers));
    }

    @Bean
    StripePreflight.Payers stripePayers(Customers customers) {
        return customers::require;
    }
}

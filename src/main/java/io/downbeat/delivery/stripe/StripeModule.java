package io.downbeat.delivery.stripe;

import io.downbeat.providers.Providers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires Stripe. Needs a {@link StripeSettings} from the outside. */
@Configuration(proxyBeanMethods = false)
@Import({
    StripeAdapter.class,
    StripeCalls.class,
    StripeEvents.class,
    StripeEventStore.class,
    StripeHooksApi.class,
    StripeReading.class
})
public class StripeModule {

    @Bean
    StripeSecrets stripeSecrets(Providers providers) {
        return providers::secrets;
    }
}

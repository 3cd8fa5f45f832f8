package io.downbeat.delivery.stripe;

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
public class StripeModule {}

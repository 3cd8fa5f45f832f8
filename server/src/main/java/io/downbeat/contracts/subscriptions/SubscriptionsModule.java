package io.downbeat.contracts.subscriptions;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires subscriptions. Needs the platform, pricing and {@link BilledSubscriptions}. */
@Configuration(proxyBeanMethods = false)
@Import({LinkedSubscriptions.class, SubscriptionRequests.class, SubscriptionStore.class, SubscriptionsPart.class})
public class SubscriptionsModule {}

package io.downbeat.invoicing.subscriptions;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what invoices bill of subscriptions. Needs the platform, contracts and {@link ChargeInvoices}. */
@Configuration(proxyBeanMethods = false)
@Import({BilledCharges.class, FollowSubscriptions.class, SubscriptionCursors.class, SubscriptionInvoices.class})
public class SubscriptionsOnInvoicesModule {}

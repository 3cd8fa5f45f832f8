package io.downbeat.outbound;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;

/** An account that something is about to be sent to. */
public record KnownAccount(AccountKey key, BillingProvider provider, DeliveryMethodId deliveryMethod) {}

package io.downbeat.outbound;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;

/**
 * One connected account of a provider: what a question about all that it holds is asked of.
 *
 * @param key names the outside account for pacing and circuits
 */
public record Account(
        DeliveryMethodId deliveryMethod, BillingProvider provider, DeliveryMethodType method, String key) {

    /** As people read it: {@code stripe/acct_1}, {@code aws_marketplace/tackle/prod-1}. */
    public String name() {
        return String.join("/", AccountName.parts(key));
    }
}

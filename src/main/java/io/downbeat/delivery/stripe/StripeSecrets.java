package io.downbeat.delivery.stripe;

import io.downbeat.providers.DeliveryMethodId;
import java.util.Map;

/** Where an account's key and webhook secret come from; read, never kept in a row, a log or an answer. */
interface StripeSecrets {
    Map<String, String> of(DeliveryMethodId method);
}

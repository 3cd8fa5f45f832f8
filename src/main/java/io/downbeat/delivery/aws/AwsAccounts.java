package io.downbeat.delivery.aws;

import io.downbeat.providers.DeliveryMethodId;
import java.util.Map;

/** The keys of a delivery method, secrets included. */
interface AwsAccounts {
    Map<String, String> keys(DeliveryMethodId deliveryMethod);
}

package io.downbeat.delivery.aws;

import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts that {@code setUpBillingProvider} connected. */
final class ConnectedAwsAccounts implements AwsAccounts {
    private final Providers providers;

    ConnectedAwsAccounts(Providers providers) {
        this.providers = providers;
    }

    @Override
    public Map<String, String> keys(DeliveryMethodId deliveryMethod) {
        Map<String, String> keys = new LinkedHashMap<>();
        providers
                .deliveryMethod(deliveryMethod)
                .ifPresent(method -> method.configuration().properties().forEach(key -> {
                    if (key.getValue().isString()) {
                        keys.put(key.getKey(), key.getValue().stringValue());
                    }
                }));
        keys.putAll(providers.secrets(deliveryMethod));
        return keys;
    }
}

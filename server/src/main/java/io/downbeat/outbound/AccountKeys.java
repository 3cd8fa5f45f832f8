package io.downbeat.outbound;

import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys of a delivery method, secrets included: never log, store or answer them. */
public interface AccountKeys {
    Map<String, String> of(DeliveryMethodId deliveryMethod);

    /** Those of the accounts that {@code setUpBillingProvider} connected, read anew each time. */
    static AccountKeys connected(Providers providers) {
        return method -> {
            Map<String, String> keys = new LinkedHashMap<>();
            providers
                    .deliveryMethod(method)
                    .ifPresent(found -> found.configuration().properties().forEach(key -> {
                        if (key.getValue().isValueNode() && !key.getValue().isNull()) {
                            keys.put(key.getKey(), key.getValue().asString());
                        }
                    }));
            keys.putAll(providers.secrets(method));
            return keys;
        };
    }
}

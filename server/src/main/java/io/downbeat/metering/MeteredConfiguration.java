package io.downbeat.metering;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A customer's marketplace configuration as it was when metering began.
 *
 * @param stopReason why nothing is metered to it any more, {@code null} while it is
 */
record MeteredConfiguration(
        ConfigurationRef ref,
        BillingProvider provider,
        DeliveryMethodType method,
        DeliveryMethodId deliveryMethod,
        MarketplaceConnector.Address address,
        Map<String, String> keys,
        @Nullable String stopReason) {}

package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A customer's billing provider configuration: customer, delivery method, and the keys under which the provider knows
 * the customer. It never changes but for being archived; to change one, create another.
 *
 * @param configuration the customer's keys, such as {@code stripe_customer_id}
 * @param deliveryMethodConfiguration the account's settings, without its secrets
 * @param taxProvider {@code stripe} where Stripe adds the tax; {@code anrok} and {@code avalara} only of earlier versions, and
 *     nobody asks them
 * @param archivedAt when it stopped receiving anything
 */
public record ProviderConfiguration(
        ConfigurationId id,
        CustomerId customer,
        BillingProvider provider,
        DeliveryMethodId deliveryMethodId,
        DeliveryMethodType deliveryMethod,
        JsonNode configuration,
        JsonNode deliveryMethodConfiguration,
        @Nullable String taxProvider,
        List<UnbillableRule> unbillableRules,
        @Nullable Instant archivedAt) {

    public ProviderConfiguration {
        unbillableRules = List.copyOf(unbillableRules);
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    /** A key of the customer's configuration as text; {@code null} if it is not there. */
    public @Nullable String value(String key) {
        return text(configuration, key);
    }

    /** A setting of the account as text; {@code null} if it is not there. */
    public @Nullable String setting(String key) {
        return text(deliveryMethodConfiguration, key);
    }

    /** A yes or no of the customer's configuration; {@code null} if it is not there. */
    public @Nullable Boolean flag(String key) {
        return configuration.path(key).isBoolean() ? configuration.get(key).booleanValue() : null;
    }

    /** A yes or no of the account; left out means no. */
    public boolean settingFlag(String key) {
        return deliveryMethodConfiguration.path(key).booleanValue(false);
    }

    private static @Nullable String text(JsonNode object, String key) {
        return object.hasNonNull(key) ? object.get(key).asString() : null;
    }
}

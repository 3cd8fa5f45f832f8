package io.downbeat.providers.billingconfig;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ProviderConfiguration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A configuration in the words of {@code billing-config}; what the provider does not have is left out. */
record BillingConfigView(
        @Nullable String billingProviderCustomerId,
        @Nullable String stripeCollectionMethod,
        @Nullable String awsCustomerId,
        @Nullable String awsCustomerAccountId,
        @Nullable String awsProductCode,
        @Nullable String awsRegion,
        @Nullable Boolean awsIsSubscriptionProduct) {

    static BillingConfigView of(ProviderConfiguration configuration) {
        JsonNode keys = configuration.configuration();
        return new BillingConfigView(
                text(keys, customerKey(configuration.provider())),
                text(keys, "stripe_collection_method"),
                text(keys, "aws_customer_id"),
                text(keys, "aws_customer_account_id"),
                text(keys, "aws_product_code"),
                text(keys, "aws_region"),
                keys.has("aws_is_subscription_product")
                        ? keys.get("aws_is_subscription_product").booleanValue()
                        : null);
    }

    /** Under which name of its own a provider's configuration keeps {@code billing_provider_customer_id}. */
    static String customerKey(BillingProvider provider) {
        return switch (provider) {
            case STRIPE -> "stripe_customer_id";
            case AWS_MARKETPLACE -> "aws_customer_id";
            case AZURE_MARKETPLACE -> "azure_subscription_id";
            case GCP_MARKETPLACE -> "gcp_entitlement_id";
            case NETSUITE -> "netsuite_customer_id";
            case CUSTOM, WORKDAY, QUICKBOOKS_ONLINE, METRONOME -> "billing_provider_customer_id";
        };
    }

    private static @Nullable String text(JsonNode keys, String key) {
        return keys.has(key) ? keys.get(key).asString() : null;
    }
}

package io.downbeat.providers;

import static io.downbeat.providers.Keys.Kind.FLAG;
import static io.downbeat.providers.Keys.Kind.REFERENCE;
import static io.downbeat.providers.Keys.Kind.TEXT;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys by which a provider knows one customer: which a configuration needs, and which of them tell two buyers
 * apart. The published API names the keys but not which are required; the choice here is ours.
 */
final class CustomerKeys {
    static final String COLLECTION_METHOD = "stripe_collection_method";

    private static final List<String> COLLECTION_METHODS = List.of(
            "charge_automatically", "send_invoice", "auto_charge_payment_intent", "manually_charge_payment_intent");
    /** The guides' spelling of the last one. */
    private static final String PROSE_METHOD = "manual_charge_payment_intent";

    /** One published example leaves {@code stripe_customer_id} out; to follow it, take it out of the required keys. */
    private static final Keys STRIPE = Keys.none()
            .with(TEXT, "stripe_customer_id", COLLECTION_METHOD)
            .with(FLAG, "leave_stripe_invoices_in_draft")
            .requiring("stripe_customer_id", COLLECTION_METHOD);

    private static final Keys AWS = Keys.none()
            .with(TEXT, "aws_customer_id", "aws_customer_account_id", "aws_product_code", "aws_region")
            .with(FLAG, "aws_is_subscription_product")
            .requiring("aws_product_code");
    private static final Keys AWS_WITH_REGION = AWS.requiring("aws_region");
    private static final Keys AZURE =
            Keys.none().with(TEXT, "azure_subscription_id").requiring("azure_subscription_id");
    private static final Keys GCP = Keys.none()
            .with(TEXT, "gcp_entitlement_id", "gcp_service_name")
            .requiring("gcp_entitlement_id", "gcp_service_name");
    private static final Keys NETSUITE =
            Keys.none().with(REFERENCE, "netsuite_customer_id").requiring("netsuite_customer_id");

    /** Who is billed; two live configurations never share one of the names. {@code null}: no such name is known. */
    record Identity(@Nullable String name, @Nullable String otherName) {}

    private CustomerKeys() {}

    /** Checks a customer's configuration and puts it into one spelling. */
    static ObjectNode read(DestinationSpec pair, Body configuration) {
        Keys.Sorted sorted = keys(pair).sort(configuration);
        sorted.secrets().keySet().stream().findFirst().ifPresent(secret -> {
            throw configuration.invalid(
                    secret,
                    "looks like a credential; credentials belong to the account: POST /v1/setUpBillingProvider");
        });
        ObjectNode keys = sorted.visible();
        if (pair.provider() == BillingProvider.AWS_MARKETPLACE
                && !keys.has("aws_customer_id")
                && !keys.has("aws_customer_account_id")) {
            throw configuration.invalid("aws_customer_id", "is required, or aws_customer_account_id instead");
        }
        if (pair.provider() == BillingProvider.STRIPE && keys.has(COLLECTION_METHOD)) {
            keys.put(
                    COLLECTION_METHOD,
                    collectionMethod(configuration, keys.get(COLLECTION_METHOD).stringValue()));
        }
        return keys;
    }

    /** Whether a tax provider can work with it: Stripe computes no tax of others but for payment intents. */
    static boolean takesTaxProvider(BillingProvider provider, JsonNode keys) {
        return provider == BillingProvider.STRIPE
                && text(keys, COLLECTION_METHOD).endsWith("_payment_intent");
    }

    static Identity identity(DestinationSpec pair, DeliveryMethodId method, CustomerId customer, JsonNode keys) {
        String provider = pair.provider().wire();
        return switch (pair.provider()) {
            case AWS_MARKETPLACE -> {
                String product = text(keys, "aws_product_code");
                yield new Identity(
                        named(keys, "aws_customer_id", provider, "id", method, product),
                        named(keys, "aws_customer_account_id", provider, "account", method, product));
            }
            case AZURE_MARKETPLACE ->
                only(provider, text(keys, "azure_subscription_id").toLowerCase(Locale.ROOT));
            case GCP_MARKETPLACE ->
                only(
                        provider,
                        text(keys, "gcp_service_name").toLowerCase(Locale.ROOT),
                        text(keys, "gcp_entitlement_id"));
            case STRIPE ->
                only(
                        provider,
                        customer,
                        method,
                        text(keys, "stripe_customer_id"),
                        text(keys, COLLECTION_METHOD),
                        keys.path("leave_stripe_invoices_in_draft").booleanValue(false));
            case NETSUITE -> only(provider, customer, method, text(keys, "netsuite_customer_id"));
            case CUSTOM, WORKDAY, QUICKBOOKS_ONLINE, METRONOME -> new Identity(null, null);
        };
    }

    private static Keys keys(DestinationSpec pair) {
        return switch (pair.provider()) {
            case STRIPE -> STRIPE;
            // Tackle finds the region by itself.
            case AWS_MARKETPLACE -> pair.type() == DeliveryMethodType.TACKLE ? AWS : AWS_WITH_REGION;
            case AZURE_MARKETPLACE -> AZURE;
            case GCP_MARKETPLACE -> GCP;
            case NETSUITE -> NETSUITE;
            case CUSTOM, WORKDAY, QUICKBOOKS_ONLINE, METRONOME -> Keys.none();
        };
    }

    private static String collectionMethod(Body configuration, String given) {
        if (given.equals(PROSE_METHOD)) {
            return "manually_charge_payment_intent";
        }
        if (!Set.copyOf(COLLECTION_METHODS).contains(given)) {
            throw configuration.invalid(COLLECTION_METHOD, "must be one of " + String.join(", ", COLLECTION_METHODS));
        }
        return given;
    }

    private static @Nullable String named(JsonNode keys, String key, Object... before) {
        return keys.has(key) ? joined(before) + " " + Json.write(text(keys, key)) : null;
    }

    private static Identity only(Object... parts) {
        return new Identity(joined(parts), null);
    }

    /** As JSON, so that no value can pretend to be two. */
    private static String joined(Object... parts) {
        return Json.write(Arrays.stream(parts).map(String::valueOf).toList());
    }

    private static String text(JsonNode keys, String key) {
        return keys.path(key).asString("");
    }
}

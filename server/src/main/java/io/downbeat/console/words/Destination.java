package io.downbeat.console.words;

import io.downbeat.invoicing.Route;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an invoice goes, as a page names and colours it.
 *
 * @param provider the API's name of the provider, {@code none} for nobody
 * @param name the provider's own name
 * @param how which of the customer's configurations with it: what tells them apart
 * @param css the class that colours it
 */
public record Destination(String provider, String name, String how, String css) {
    public static final Destination NOBODY = new Destination("none", "Nobody", "invoices stay here", "p-none");

    private static final Destination PARENT =
            new Destination("none", "The parent", "on its consolidated invoice", "p-none");

    /** @param configurations all that the route may name */
    public static Destination of(Route route, Map<ConfigurationId, Destination> configurations) {
        return route.rule().equals(Route.CONSOLIDATED)
                ? PARENT
                : Optional.ofNullable(route.configuration())
                        .map(configurations::get)
                        .orElse(NOBODY);
    }

    /** Of all configurations of a page, so that a second one of the same provider has another colour everywhere on it. */
    public static Map<ConfigurationId, Destination> all(Collection<ProviderConfiguration> configurations) {
        Map<ConfigurationId, Destination> named = new HashMap<>();
        Set<BillingProvider> seen = new HashSet<>();
        List<ProviderConfiguration> oldestFirst = configurations.stream()
                .sorted(Comparator.comparing(ProviderConfiguration::id))
                .toList();
        for (ProviderConfiguration one : oldestFirst) {
            boolean isFirst = seen.add(one.provider());
            named.put(
                    one.id(),
                    new Destination(
                            one.provider().wire(),
                            one.provider().displayName(),
                            how(one),
                            isFirst ? css(one.provider(), one.deliveryMethod()) : "p-second"));
        }
        return named;
    }

    /** The class of a provider by one delivery method. */
    public static String css(BillingProvider provider, DeliveryMethodType method) {
        return switch (method) {
            case AWS_SQS, AWS_SNS -> "p-queue";
            case TACKLE -> "p-tackle";
            case DIRECT_TO_BILLING_PROVIDER ->
                switch (provider) {
                    case STRIPE -> "p-stripe";
                    case NETSUITE -> "p-netsuite";
                    case AWS_MARKETPLACE -> "p-aws";
                    case AZURE_MARKETPLACE -> "p-azure";
                    case GCP_MARKETPLACE -> "p-gcp";
                    case QUICKBOOKS_ONLINE, WORKDAY, METRONOME, CUSTOM -> "p-other";
                };
        };
    }

    private static String how(ProviderConfiguration one) {
        return switch (one.deliveryMethod()) {
            case AWS_SQS -> "by SQS";
            case AWS_SNS -> "by SNS";
            case TACKLE -> "through Tackle";
            case DIRECT_TO_BILLING_PROVIDER ->
                switch (one.provider()) {
                    case STRIPE ->
                        "send_invoice".equals(one.value("stripe_collection_method"))
                                ? "by invoice"
                                : "charged automatically";
                    case NETSUITE -> or(one.value("netsuite_customer_id"), "customer ", "by invoice");
                    case AWS_MARKETPLACE, AZURE_MARKETPLACE, GCP_MARKETPLACE -> "metered hourly";
                    case QUICKBOOKS_ONLINE, WORKDAY, METRONOME, CUSTOM -> "direct";
                };
        };
    }

    private static String or(@Nullable String value, String label, String otherwise) {
        return value == null ? otherwise : label + value;
    }
}

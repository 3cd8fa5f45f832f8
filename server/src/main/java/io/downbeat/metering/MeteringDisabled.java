package io.downbeat.metering;

import io.downbeat.platform.Notification;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the account's webhooks that a marketplace takes no more records of a buyer, in the transaction in which metering
 * stops. Types and properties are the published ones (domain.md C.7); a name that the configuration does not have, such
 * as {@code aws_customer_id} where AWS knows the buyer by its account, is left out.
 */
final class MeteringDisabled {
    /** @param key what the configuration, or the marketplace, calls it */
    private record Property(String name, String key) {
        static Property of(String name) {
            return new Property(name, name);
        }
    }

    private static final List<Property> AWS = List.of(Property.of("aws_customer_id"), Property.of("aws_product_code"));
    private static final List<Property> AZURE = List.of(new Property("subscription_id", "azure_subscription_id"));
    private static final List<Property> GCP = List.of(
            Property.of("gcp_usage_reporting_id"), Property.of("gcp_entitlement_id"), Property.of("gcp_service_name"));

    private final MeteredConfigurationStore configurations;
    private final MarketplaceConnectors connectors;
    private final ApplicationEventPublisher publisher;

    MeteringDisabled(
            MeteredConfigurationStore configurations,
            MarketplaceConnectors connectors,
            ApplicationEventPublisher publisher) {
        this.configurations = configurations;
        this.connectors = connectors;
        this.publisher = publisher;
    }

    /** Once for each stop, not for each record that was refused. */
    void tell(UUID configuration) {
        MeteredConfiguration stopped = Objects.requireNonNull(
                configurations.find(List.of(configuration)).get(configuration));
        Map<String, String> names = new HashMap<>(stopped.keys());
        names.putAll(connectors.to(stopped).namesTold(stopped.deliveryMethod(), stopped.keys()));
        publisher.publishEvent(
                switch (stopped.provider()) {
                    case AWS_MARKETPLACE -> notification("aws", stopped, names, AWS);
                    case AZURE_MARKETPLACE -> notification("azure", stopped, names, AZURE);
                    case GCP_MARKETPLACE -> notification("gcp", stopped, names, GCP);
                    case STRIPE, NETSUITE, CUSTOM, QUICKBOOKS_ONLINE, WORKDAY, METRONOME ->
                        throw new IllegalStateException("nothing is metered to " + stopped.provider());
                });
    }

    private static Notification notification(
            String marketplace, MeteredConfiguration stopped, Map<String, String> names, List<Property> published) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("customer_id", stopped.customer().value());
        for (Property property : published) {
            String name = names.get(property.key());
            if (name != null) {
                properties.put(property.name(), name);
            }
        }
        return new Notification("marketplaces." + marketplace + "_metering_disabled", properties);
    }
}

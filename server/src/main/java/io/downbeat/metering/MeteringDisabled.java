package io.downbeat.metering;

import io.downbeat.platform.Notification;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tells the account's webhooks that a marketplace takes no more records of a buyer, in the transaction in which metering
 * stops. Types and properties are the published ones, which each connector knows; a name that the configuration does not have, such
 * as {@code aws_customer_id} where AWS knows the buyer by its account, is left out.
 */
final class MeteringDisabled {
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
    void tell(ConfigurationRef configuration) {
        MeteredConfiguration stopped = Objects.requireNonNull(
                configurations.find(List.of(configuration)).get(configuration));
        MarketplaceConnector connector = connectors.to(stopped);
        Map<String, String> names = new HashMap<>(stopped.keys());
        names.putAll(connector.namesTold(stopped.deliveryMethod(), stopped.keys()));
        MarketplaceConnector.DisabledNotification published = connector.disabledNotification();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("customer_id", stopped.ref().customer().value());
        for (MarketplaceConnector.DisabledNotification.Property property : published.properties()) {
            String name = names.get(property.key());
            if (name != null) {
                properties.put(property.name(), name);
            }
        }
        publisher.publishEvent(
                new Notification("marketplaces." + published.marketplace() + "_metering_disabled", properties));
    }
}

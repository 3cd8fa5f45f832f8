package io.downbeat.metering;

import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Which configurations are metered: those that a connector leads to. Keeps each as it was when metering began. */
final class MeteredConfigurations {
    private static final Logger LOG = LoggerFactory.getLogger(MeteredConfigurations.class);

    private final MeteredConfigurationStore store;
    private final MarketplaceConnectors connectors;
    private final Lookup lookup;

    /** What metering asks of providers. */
    interface Lookup {
        Map<ConfigurationId, ProviderConfiguration> findAll(Collection<ConfigurationId> ids);
    }

    MeteredConfigurations(MeteredConfigurationStore store, MarketplaceConnectors connectors, Lookup lookup) {
        this.store = store;
        this.connectors = connectors;
        this.lookup = lookup;
    }

    static MeteredConfigurations of(
            MeteredConfigurationStore store, MarketplaceConnectors connectors, Providers providers) {
        return new MeteredConfigurations(store, connectors, providers::findAll);
    }

    /** Those of the configurations that are metered, archived or not; what is new among them is kept. */
    Set<ConfigurationRef> metered(Collection<ConfigurationRef> keys) {
        Set<ConfigurationRef> asked = new HashSet<>(keys);
        if (asked.isEmpty()) {
            return Set.of();
        }
        Set<ConfigurationRef> metered = new HashSet<>(store.find(asked).keySet());
        asked.removeAll(metered);
        if (!asked.isEmpty()) {
            lookup.findAll(asked.stream().map(ConfigurationRef::configuration).collect(Collectors.toSet()))
                    .values()
                    .forEach(found -> {
                        if (keep(found)) {
                            metered.add(key(found));
                        }
                    });
        }
        return metered;
    }

    private boolean keep(ProviderConfiguration found) {
        MarketplaceConnector connector =
                connectors.find(found.provider(), found.deliveryMethod()).orElse(null);
        if (connector == null || found.isArchived()) {
            return false;
        }
        Map<String, String> keys = new LinkedHashMap<>();
        add(keys, found.deliveryMethodConfiguration());
        add(keys, found.configuration());
        try {
            store.add(
                    new MeteredConfiguration(
                            key(found),
                            found.provider(),
                            found.deliveryMethod(),
                            found.deliveryMethodId(),
                            connector.addressOf(keys),
                            keys,
                            null),
                    connector.buyerNames(keys));
            return true;
        } catch (MarketplaceConnector.UnmeterableConfiguration incomplete) {
            LOG.warn("configuration {} cannot be metered: {}", found.id(), incomplete.getMessage());
            return false;
        }
    }

    private static ConfigurationRef key(ProviderConfiguration found) {
        return new ConfigurationRef(found.customer(), found.id());
    }

    private static void add(Map<String, String> keys, JsonNode from) {
        from.properties().forEach(key -> {
            if (key.getValue().isValueNode() && !key.getValue().isNull()) {
                keys.put(key.getKey(), key.getValue().asString());
            }
        });
    }
}

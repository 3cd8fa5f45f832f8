package io.downbeat.metering.configurations;

import io.downbeat.incidents.IncidentsFixture;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import io.downbeat.providers.CredentialsUpdated;
import io.downbeat.providers.ProviderConfiguration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The configurations that are metered, on a real database. */
public final class ConfigurationsFixture {
    public final MeteredConfigurations configurations;
    public final MeteringIncidents incidents;
    public final MeterActions actions;
    public final Refusals refusals;
    public final StoppedMetering stopped;
    private final FollowConfigurations facts;

    public ConfigurationsFixture(
            JdbcClient sql,
            Transactions transactions,
            InstantSource clock,
            MarketplaceConnectors connectors,
            Function<Collection<ConfigurationId>, Map<ConfigurationId, ProviderConfiguration>> providers,
            Consumer<Notification> webhooks) {
        var store = new MeteredConfigurationStore(sql);
        incidents = new MeteringIncidents(IncidentsFixture.on(sql, new Ids(clock)), method -> Optional.empty());
        configurations = new MeteredConfigurations(store, connectors, providers::apply);
        actions = new MeterActions(sql, new Ids(clock));
        refusals = new Refusals(
                store,
                incidents,
                new MeteringDisabled(store, connectors, news -> webhooks.accept((Notification) news)));
        stopped = new StoppedMetering(store, actions, incidents, transactions, clock);
        facts = new FollowConfigurations(store, incidents, clock);
    }

    public void on(ConfigurationsArchived fact) {
        facts.on(fact);
    }

    public void on(CredentialsUpdated fact) {
        facts.on(fact);
    }
}

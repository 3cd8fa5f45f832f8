package io.downbeat.metering.configurations;

import io.downbeat.metering.ConfigurationRef;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import io.downbeat.providers.CredentialsUpdated;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Ends metering to configurations that are archived, and lets it go on with other credentials; in that transaction. */
final class FollowConfigurations {
    private static final String ARCHIVED = "the configuration is archived";

    private final MeteredConfigurationStore configurations;
    private final MeteringIncidents incidents;
    private final InstantSource clock;

    FollowConfigurations(MeteredConfigurationStore configurations, MeteringIncidents incidents, InstantSource clock) {
        this.configurations = configurations;
        this.incidents = incidents;
        this.clock = clock;
    }

    @EventListener
    @Order(2)
    void on(ConfigurationsArchived archived) {
        List<ConfigurationRef> keys = archived.configurations().stream()
                .map(id -> new ConfigurationRef(archived.customer(), id))
                .toList();
        List<UUID> all =
                archived.configurations().stream().map(ConfigurationId::value).toList();
        configurations.archive(keys, ARCHIVED, archived.archivedAt());
        incidents.endArchived(MeteringIncidents.Kind.METERING_FAILED, all, archived.archivedAt());
        List<UUID> open = configurations.withOpenInvoices(keys);
        incidents.endArchived(
                MeteringIncidents.Kind.METERING_STOPPED,
                all.stream().filter(each -> !open.contains(each)).toList(),
                archived.archivedAt());
        for (UUID configuration : open) {
            incidents.raise(
                    MeteringIncidents.Kind.METERING_STOPPED,
                    configuration,
                    "the configuration was archived while invoices were metered to it: nothing more goes out, and what"
                        + " is due stays visible on them (GET /downbeat/v1/invoices/{id}/metering); schedule another"
                        + " configuration on their contracts for what follows",
                    null,
                    archived.archivedAt());
        }
    }

    @EventListener
    @Order(2)
    void on(CredentialsUpdated updated) {
        Instant now = clock.instant();
        List<ConfigurationRef> stopped = configurations.stoppedOf(updated.deliveryMethod());
        configurations.resume(stopped, now);
        incidents.end(
                MeteringIncidents.Kind.METERING_STOPPED,
                stopped.stream().map(key -> key.configuration().value()).toList(),
                now);
        configurations.dueNow(updated.deliveryMethod(), now);
        incidents.endForOtherCredentials(updated.deliveryMethod(), now);
    }
}

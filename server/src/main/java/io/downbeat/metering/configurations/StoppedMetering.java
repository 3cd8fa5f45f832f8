package io.downbeat.metering.configurations;

import io.downbeat.metering.ConfigurationRef;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** A person lets metering of one configuration go on after refusals had stopped it. Nothing is sent here. */
public final class StoppedMetering {
    private final MeteredConfigurationStore configurations;
    private final MeterActions actions;
    private final MeteringIncidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    StoppedMetering(
            MeteredConfigurationStore configurations,
            MeterActions actions,
            MeteringIncidents incidents,
            Transactions transactions,
            InstantSource clock) {
        this.configurations = configurations;
        this.actions = actions;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    record Stopped(MeteredConfigurationStore.View configuration, List<MeterActions.Action> actions) {}

    Stopped find(UUID id) {
        return transactions.in(() -> {
            MeteredConfigurationStore.Found found = known(id);
            return new Stopped(found.view(), actions.of(found.ref().customer(), id));
        });
    }

    /** What is due goes out with the next look, as far as a marketplace still takes it. */
    void resume(UUID id, String reason) {
        Instant now = clock.instant();
        transactions.run(() -> {
            ConfigurationRef key = known(id).ref();
            configurations.lock(List.of(key));
            MeteredConfigurationStore.View found = known(id).view();
            if (found.archivedAt() != null) {
                throw Refused.conflict(
                        "the configuration is archived and is never metered again; give the contract" + " another one");
            }
            if (found.stoppedAt() == null) {
                throw Refused.conflict("metering of the configuration is not stopped");
            }
            actions.note(key.customer(), id, "resume", reason, found.stopReason(), now);
            configurations.resume(List.of(key), now);
            incidents.end(MeteringIncidents.Kind.METERING_STOPPED, id, now);
            transactions.publish(Change.of("resume_metering", "billing_provider_configuration", id)
                    .because(reason));
        });
    }

    /** Nothing is left of a configuration that was archived: its invoices are finalized or voided. */
    public void endForArchived(Instant now) {
        incidents.endArchived(
                MeteringIncidents.Kind.METERING_STOPPED,
                configurations.archivedWithoutOpenInvoices(incidents.open(MeteringIncidents.Kind.METERING_STOPPED)),
                now);
    }

    private MeteredConfigurationStore.Found known(UUID id) {
        return configurations
                .view(id)
                .orElseThrow(() -> Refused.notFound("no configuration " + id + " was ever metered to a marketplace"));
    }
}

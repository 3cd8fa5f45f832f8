package io.downbeat.metering.configurations;

import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.providers.DeliveryMethodId;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Counts what a marketplace refuses of a configuration, and stops metering to it. Runs inside a transaction of its caller. */
public final class Refusals {
    /** So many in a row, and metering to the configuration stops until a person has looked. */
    public static final int MOST = 3;

    private final MeteredConfigurationStore configurations;
    private final MeteringIncidents incidents;
    private final MeteringDisabled disabled;

    Refusals(MeteredConfigurationStore configurations, MeteringIncidents incidents, MeteringDisabled disabled) {
        this.configurations = configurations;
        this.incidents = incidents;
        this.disabled = disabled;
    }

    /**
     * One more refusal.
     *
     * @param error what the marketplace said
     */
    public void count(FrozenRecord record, @Nullable String error, Instant now) {
        ConfigurationRef configuration = record.configurationRef();
        if (configurations.refused(configuration) >= MOST) {
            stop(configuration, reason(configuration, record.deliveryMethod(), error), now);
        }
    }

    private void stop(ConfigurationRef configuration, String reason, Instant now) {
        // What comes back after it stopped says nothing new, and one that is archived meanwhile is not resumed by
        // anybody.
        if (!configurations.stop(configuration, reason, now)) {
            return;
        }
        disabled.publish(configuration);
        incidents.raise(
                MeteringIncidents.Kind.METERING_STOPPED,
                configuration.configuration().value(),
                reason + ", or the contract is moved to another provider; what is due stays visible on its"
                        + " invoices (GET /downbeat/v1/invoices/{id}/metering)",
                null,
                now);
    }

    private static String reason(ConfigurationRef configuration, DeliveryMethodId account, @Nullable String error) {
        return "the marketplace refused " + MOST + " records in a row: " + error
                + "; metering stops until a person lets it go on: POST /downbeat/v1/metering/configurations/"
                + configuration.configuration() + "/resume, or credentials for the whole account: POST"
                + " /downbeat/v1/deliveryMethods/" + account + "/credentials";
    }

    /** The next refusal is the first again. */
    public void accepted(Collection<ConfigurationRef> taken) {
        configurations.accepted(taken);
    }
}

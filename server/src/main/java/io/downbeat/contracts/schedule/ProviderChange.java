package io.downbeat.contracts.schedule;

import io.downbeat.platform.http.Body;
import java.util.Set;

/**
 * A request to change a contract's billing provider: {@code add_billing_provider_configuration_update} of the API.
 *
 * @param target what to change to
 * @param effectiveAt at which boundary
 */
public record ProviderChange(ProviderSelector target, PeriodBoundary effectiveAt) {

    /** Reads the update's own object, as {@code v2/contracts/edit} and {@code previewProviderChange} carry it. */
    public static ProviderChange read(Body update) {
        update.knowsOnly(Set.of("billing_provider_configuration", "schedule"));
        Body schedule = update.object("schedule");
        schedule.knowsOnly(Set.of("effective_at"));
        return new ProviderChange(
                ProviderSelector.read(update.object("billing_provider_configuration"), true),
                schedule.oneOf("effective_at", PeriodBoundary.class));
    }
}

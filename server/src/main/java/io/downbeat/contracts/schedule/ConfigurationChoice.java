package io.downbeat.contracts.schedule;

import io.downbeat.providers.ConfigurationId;
import org.jspecify.annotations.Nullable;

/** What a {@link ProviderSelector} turned out to be. */
sealed interface ConfigurationChoice {

    /** @param configuration {@code null} for none */
    record Usable(@Nullable ConfigurationId configuration, ProviderKind kind) implements ConfigurationChoice {}

    record Unusable(String reason) implements ConfigurationChoice {}
}

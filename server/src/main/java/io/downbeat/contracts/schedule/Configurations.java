package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The billing provider configurations as contracts see them. */
final class Configurations {
    private final Providers providers;

    Configurations(Providers providers) {
        this.providers = providers;
    }

    /** Which configuration the request means, without touching it. */
    ConfigurationChoice choose(CustomerId customer, ProviderSelector wanted) {
        return switch (wanted) {
            case ProviderSelector.None() -> new ConfigurationChoice.Usable(null, ProviderKind.NONE);
            case ProviderSelector.ById byId -> choose(customer, byId, providers.find(byId.id()));
            case ProviderSelector.ByPair(var provider, var method) -> {
                List<ProviderConfiguration> live = providers.live(customer, provider, method);
                yield live.size() == 1
                        ? usable(live.getFirst())
                        : new ConfigurationChoice.Unusable("the customer has "
                                + (live.isEmpty() ? "no live configuration" : live.size() + " live configurations")
                                + " for " + provider.wire() + " by " + method.wire()
                                + "; name one by billing_provider_configuration_id");
            }
        };
    }

    /**
     * The same, and keeps the configuration from being archived until the transaction ends. Locks the configuration,
     * so ask before locking a contract: archiving locks in that order too.
     *
     * @param field where the request named it
     * @throws Refused if no configuration of the customer can be used
     */
    ConfigurationChoice.Usable hold(CustomerId customer, ProviderSelector wanted, String field) {
        ConfigurationChoice first = choose(customer, wanted);
        if (first instanceof ConfigurationChoice.Usable(ConfigurationId id, ProviderKind _) && id != null) {
            first = choose(customer, new ProviderSelector.ById(id, null, null), providers.hold(id));
        }
        return switch (first) {
            case ConfigurationChoice.Usable usable -> usable;
            case ConfigurationChoice.Unusable(String reason) -> throw Refused.invalid(field, reason);
        };
    }

    /** The schedule with what each of its configurations bills through now. */
    ProviderSchedule schedule(Timeline<ProviderSegment> segments) {
        Map<ConfigurationId, ProviderKind> kinds = new HashMap<>();
        of(segments)
                .forEach((id, configuration) -> kinds.put(
                        id,
                        configuration.isArchived()
                                ? ProviderKind.NONE
                                : ProviderKind.of(configuration.provider()).orElse(ProviderKind.NONE)));
        return new ProviderSchedule(segments, kinds);
    }

    /** The configurations the segments point at. */
    Map<ConfigurationId, ProviderConfiguration> of(Timeline<ProviderSegment> segments) {
        return providers.findAll(segments.segments().stream()
                .map(segment -> segment.value().configuration())
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    private static ConfigurationChoice choose(
            CustomerId customer, ProviderSelector.ById wanted, Optional<ProviderConfiguration> found) {
        // The same refusal for an unknown id and for another customer's, so that nobody can find out which ids exist.
        if (found.isEmpty() || !found.get().customer().equals(customer)) {
            return new ConfigurationChoice.Unusable("the customer has no such billing provider configuration");
        }
        ProviderConfiguration configuration = found.get();
        if (configuration.isArchived()) {
            return new ConfigurationChoice.Unusable("this billing provider configuration is archived");
        }
        if (wanted.provider() != null && wanted.provider() != configuration.provider()
                || wanted.method() != null && wanted.method() != configuration.deliveryMethod()) {
            return new ConfigurationChoice.Unusable("this configuration is for "
                    + configuration.provider().wire() + " by "
                    + configuration.deliveryMethod().wire());
        }
        return usable(configuration);
    }

    static ConfigurationChoice usable(ProviderConfiguration configuration) {
        BillingProvider provider = configuration.provider();
        return ProviderKind.of(provider)
                .<ConfigurationChoice>map(kind -> new ConfigurationChoice.Usable(configuration.id(), kind))
                .orElseGet(() -> new ConfigurationChoice.Unusable(
                        "contracts cannot be billed through " + provider.wire() + " yet"));
    }
}

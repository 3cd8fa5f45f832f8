package io.downbeat.providers;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Refused;
import io.downbeat.providers.ConfigurationStore.Locked;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;

/** Archives configurations of one customer, all of a request or none. */
public final class ArchiveConfigurations {
    private static final String IDS = "customer_billing_provider_configuration_ids";

    private final ConfigurationStore configurations;
    private final Transactions transactions;
    private final InstantSource clock;
    private final ApplicationEventPublisher facts;

    ArchiveConfigurations(
            ConfigurationStore configurations,
            Transactions transactions,
            InstantSource clock,
            ApplicationEventPublisher facts) {
        this.configurations = configurations;
        this.transactions = transactions;
        this.clock = clock;
        this.facts = facts;
    }

    /**
     * Archives at once and for good. One that is archived already stays as it is, so that a client may ask again.
     *
     * @return the ids of the request
     */
    public List<UUID> archive(CustomerId customer, Body body) {
        List<UUID> given = body.uuids(IDS);
        if (given.isEmpty()) {
            throw body.invalid(IDS, "must name at least one configuration");
        }
        List<ConfigurationId> ids = given.stream().map(ConfigurationId::new).toList();
        transactions.run(() -> archive(customer, ids, body));
        return given;
    }

    private void archive(CustomerId customer, List<ConfigurationId> ids, Body body) {
        List<Locked> locked = configurations.lock(customer, ids);
        Set<ConfigurationId> theirs = locked.stream().map(Locked::id).collect(Collectors.toSet());
        for (int i = 0; i < ids.size(); i++) {
            if (!theirs.contains(ids.get(i))) {
                throw Refused.invalid(
                        body.path(IDS) + "[" + i + "]", "customer " + customer + " has no such configuration");
            }
        }
        List<ConfigurationId> live =
                locked.stream().filter(each -> !each.archived()).map(Locked::id).toList();
        if (!live.isEmpty()) {
            Instant now = clock.instant();
            configurations.archive(customer, live, now);
            facts.publishEvent(new ConfigurationsArchived(customer, live, now));
            transactions.publish(Change.of(
                            "archive_billing_provider_configuration",
                            "billing_provider_configuration",
                            live.size() == 1 ? live.getFirst() : null)
                    .ofCustomer(customer.value())
                    .from(Map.of("configuration_ids", live)));
        }
    }
}

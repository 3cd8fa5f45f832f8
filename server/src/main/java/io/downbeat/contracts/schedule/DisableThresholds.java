package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.contracts.thresholds.ThresholdsPart;
import io.downbeat.core.Timeline;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.node.ObjectNode;

/** Does to contracts what archiving a billing provider configuration entails. */
final class DisableThresholds {
    private final WriteContracts contracts;
    private final ProviderSegmentStore segments;
    private final ApplicationEventPublisher facts;

    DisableThresholds(WriteContracts contracts, ProviderSegmentStore segments, ApplicationEventPublisher facts) {
        this.facts = facts;
        this.contracts = contracts;
        this.segments = segments;
    }

    /** Threshold billing has nobody left to collect through, so it stops on every contract that uses or will use it. */
    @EventListener
    @Order(1)
    void configurationsArchived(ConfigurationsArchived archived) {
        segments.contractsUsing(archived.customer(), archived.configurations()).stream()
                .flatMap(contract -> contracts.lock(contract).stream())
                .filter(terms -> terms.get(Thresholds.KIND).isEnabled())
                .filter(terms -> uses(terms, Set.copyOf(archived.configurations()), archived.archivedAt()))
                .forEach(terms -> disable(terms, archived.archivedAt()));
    }

    private void disable(ContractTerms terms, Instant now) {
        ObjectNode changes = Json.MAPPER.createObjectNode();
        Thresholds disabled = ThresholdsPart.disabled(terms.get(Thresholds.KIND), changes);
        contracts.editByServer(terms, terms.with(Thresholds.KIND, disabled), changes, now);
        facts.publishEvent(ServerChanges.of(
                Change.of("disable_threshold", "contract", terms.contract().id())
                        .ofCustomer(terms.contract().customer().value())
                        .to(Map.of("edited", changes.propertyNames()))
                        .because("the billing provider configuration that collects it was archived")));
    }

    private static boolean uses(ContractTerms terms, Set<ConfigurationId> configurations, Instant now) {
        return terms.schedule().segments().stream()
                .filter(segment -> segment.until() == null || segment.until().isAfter(now))
                .map(Timeline.Segment::value)
                .map(segment -> segment.configuration())
                .filter(Objects::nonNull)
                .anyMatch(configurations::contains);
    }
}

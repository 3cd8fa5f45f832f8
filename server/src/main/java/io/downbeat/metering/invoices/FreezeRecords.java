package io.downbeat.metering.invoices;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.Hours;
import io.downbeat.metering.MarketplaceConnector;
import io.downbeat.metering.MarketplaceConnectors;
import io.downbeat.metering.configurations.MeteredConfiguration;
import io.downbeat.metering.records.NewRecords;
import io.downbeat.platform.db.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes the records that carry what is due: which hours, how many cents of which invoice, and the bytes. Of configurations
 * that its caller has in hand.
 */
final class FreezeRecords {
    private final NewRecords records;
    private final MarketplaceConnectors connectors;
    private final Ids ids;

    FreezeRecords(NewRecords records, MarketplaceConnectors connectors, Ids ids) {
        this.records = records;
        this.connectors = connectors;
        this.ids = ids;
    }

    /** @return the cents of each invoice that went into records */
    Map<InvoiceId, Long> freeze(
            List<Assessment> looks, Map<ConfigurationRef, MeteredConfiguration> known, Instant now) {
        List<Assessment> pending = looks.stream()
                .filter(look -> look.pending() > 0
                        && look.stopReason(known.get(look.state().configuration())) == null)
                .toList();
        if (pending.isEmpty()) {
            return Map.of();
        }
        Map<ConfigurationRef, List<Assessment>> byConfiguration = pending.stream()
                .collect(groupingBy(look -> look.state().configuration(), LinkedHashMap::new, toList()));
        Map<String, Set<Instant>> taken = taken(byConfiguration.keySet(), pending, known, now);
        Map<InvoiceId, Long> added = new HashMap<>();
        List<MeteredConfiguration> configurations = byConfiguration.keySet().stream()
                .sorted(Comparator.comparing(key -> key.configuration().value()))
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
        inTurn(configurations, now)
                .forEach(configuration -> freeze(
                                configuration, byConfiguration.getOrDefault(configuration.ref(), List.of()), taken, now)
                        .forEach((invoice, cents) -> added.merge(invoice, cents, Long::sum)));
        return added;
    }

    /** Configurations of one buyer share its hours: each hour another one is the first, so that none waits for ever. */
    private static List<MeteredConfiguration> inTurn(List<MeteredConfiguration> configurations, Instant now) {
        int hour = (int) (Hours.lastEnded(now).getEpochSecond() / Hours.HOUR.toSeconds());
        List<MeteredConfiguration> order = new ArrayList<>();
        configurations.stream()
                .collect(groupingBy(each -> each.address().buyerKey(), LinkedHashMap::new, toList()))
                .values()
                .forEach(ofOneBuyer -> {
                    Collections.rotate(ofOneBuyer, hour);
                    order.addAll(ofOneBuyer);
                });
        return order;
    }

    private Map<String, Set<Instant>> taken(
            Set<ConfigurationRef> keys,
            List<Assessment> pending,
            Map<ConfigurationRef, MeteredConfiguration> known,
            Instant now) {
        Instant from = pending.stream()
                .flatMap(look -> look.state().hours(now, window(known, look)).stream())
                .min(Instant::compareTo)
                .orElse(now);
        List<String> buyers = keys.stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .map(configuration -> configuration.address().buyerKey())
                .toList();
        return records.taken(buyers, MarketplaceConnector.DIMENSION, from);
    }

    private Map<InvoiceId, Long> freeze(
            MeteredConfiguration configuration, List<Assessment> looks, Map<String, Set<Instant>> taken, Instant now) {
        MarketplaceConnector connector = connectors.to(configuration.provider(), configuration.method());
        Set<Instant> used = taken.computeIfAbsent(configuration.address().buyerKey(), buyer -> new HashSet<>());
        List<MeterPlan.Pending> pending = looks.stream()
                .map(look -> new MeterPlan.Pending(
                        look.state().invoice(),
                        look.pending(),
                        look.state().hours(now, connector.lateWindow()).stream()
                                .filter(hour -> now.isBefore(connector.takenUntil(hour)))
                                .toList()))
                .toList();
        Map<InvoiceId, Long> added = new HashMap<>();
        for (MeterPlan.PlannedRecord planned :
                MeterPlan.of(pending, used, connector.mostPerRecord()).records()) {
            if (records.add(newRecord(configuration, connector, planned), now)) {
                used.add(planned.hour());
                planned.parts().forEach((invoice, cents) -> added.merge(invoice, cents, Long::sum));
            }
        }
        return added;
    }

    private NewRecords.NewRecord newRecord(
            MeteredConfiguration configuration, MarketplaceConnector connector, MeterPlan.PlannedRecord planned) {
        return new NewRecords.NewRecord(
                ids.next(),
                configuration.ref(),
                MarketplaceConnector.DIMENSION,
                planned.hour(),
                planned.parts(),
                planned.quantity(),
                connector.freeze(
                        configuration.address(),
                        configuration.keys(),
                        MarketplaceConnector.DIMENSION,
                        planned.hour(),
                        planned.quantity()),
                connector.takenUntil(planned.hour()));
    }

    /** How long after its start the marketplace takes an hour's record. */
    Duration window(Map<ConfigurationRef, MeteredConfiguration> known, Assessment look) {
        MeteredConfiguration configuration = known.get(look.state().configuration());
        return configuration == null
                ? Duration.ZERO
                : connectors
                        .to(configuration.provider(), configuration.method())
                        .lateWindow();
    }
}

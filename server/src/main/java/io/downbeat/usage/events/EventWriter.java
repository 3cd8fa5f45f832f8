package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.usage.HourBuckets;
import io.downbeat.usage.HourlyUsage;
import io.downbeat.usage.Series;
import io.downbeat.usage.metrics.MetricSet;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes events once each, with the hours they count in, in one transaction.
 *
 * <p>Locks are always taken in this order, and each kind sorted, so that no two writers wait for each other in a
 * circle: aliases without a customer, keys, new series, hours, unique values, repetitions.
 */
final class EventWriter {

    /** What a write looked up, to be cached once it has committed. */
    private record Written(Map<String, CustomerId> owners, Map<Series, Long> series) {}

    private final Transactions transactions;
    private final Owners owners;
    private final EventStore events;
    private final HourlyUsage usage;
    private final Metrics metrics;
    private final EventMonths months;
    private final InstantSource clock;

    EventWriter(
            Transactions transactions,
            Owners owners,
            EventStore events,
            HourlyUsage usage,
            Metrics metrics,
            EventMonths months,
            InstantSource clock) {
        this.transactions = transactions;
        this.owners = owners;
        this.events = events;
        this.usage = usage;
        this.metrics = metrics;
        this.months = months;
        this.clock = clock;
    }

    /** Takes the events that are new; of several with one transaction id, the first of the list. */
    void write(List<UsageEvent> sent) {
        Instant now = clock.instant();
        months.ensure(now);
        List<UsageEvent> sorted = new ArrayList<>(sent);
        // Stable: the first of those with one id stays in front.
        sorted.sort(Comparator.comparing(UsageEvent::transactionId));
        List<UsageEvent> distinct = new ArrayList<>(sorted.size());
        SortedSet<String> repeated = new TreeSet<>();
        for (UsageEvent event : sorted) {
            if (!distinct.isEmpty() && distinct.getLast().transactionId().equals(event.transactionId())) {
                repeated.add(event.transactionId());
            } else {
                distinct.add(event);
            }
        }
        Written written = transactions.in(() -> write(distinct, repeated, now));
        // Whoever opened a transaction of its own around this may still roll it back.
        Transactions.afterCommit(() -> {
            owners.remember(written.owners());
            usage.remember(written.series());
        });
    }

    private Written write(List<UsageEvent> distinct, SortedSet<String> repeated, Instant now) {
        Map<String, CustomerId> found = resolve(distinct);
        Map<String, Long> fresh = new HashMap<>();
        long[] version = new long[1];
        events.add(distinct, found, now, (transactionId, ordinal, metricsVersion) -> {
            fresh.put(transactionId, ordinal);
            version[0] = metricsVersion;
        });
        Map<Series, Long> newSeries =
                fresh.isEmpty() ? Map.of() : usage.add(count(distinct, found, fresh, metrics.at(version[0])));
        for (UsageEvent event : distinct) {
            if (!fresh.containsKey(event.transactionId())) {
                repeated.add(event.transactionId());
            }
        }
        if (!repeated.isEmpty()) {
            events.noteRepeated(repeated, now);
        }
        return new Written(found, newSeries);
    }

    /**
     * The customers of the events. A name that no customer has is locked for the rest of the transaction and looked
     * up again: an alias assigned in between is seen here, and one that is assigned later waits, and then finds these
     * events among the unmatched ones.
     */
    private Map<String, CustomerId> resolve(List<UsageEvent> distinct) {
        Set<String> names = new HashSet<>();
        distinct.forEach(event -> names.add(event.customer()));
        Map<String, CustomerId> found = owners.of(names);
        names.removeAll(found.keySet());
        if (names.isEmpty()) {
            return found;
        }
        events.holdAliases(names);
        found.putAll(owners.of(names));
        return found;
    }

    private static HourBuckets count(
            List<UsageEvent> distinct, Map<String, CustomerId> found, Map<String, Long> fresh, MetricSet metrics) {
        MatchedEvents matched = new MatchedEvents();
        for (UsageEvent event : distinct) {
            Long ordinal = fresh.get(event.transactionId());
            CustomerId customer = found.get(event.customer());
            if (ordinal != null && customer != null) {
                matched.add(customer, event, ordinal, metrics.counting(event.eventType()));
            }
        }
        return matched.hours();
    }
}

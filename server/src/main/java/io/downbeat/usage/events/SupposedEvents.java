package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.http.Refused;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.HourBuckets;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.MetricSet;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Events that a customer might send: read, matched and counted by what reads, matches and counts those that come in, and
 * written nowhere. Each is taken to come now, after all that came before.
 */
public final class SupposedEvents {
    /** What the events are counted with. */
    public enum Mode {
        /** They are all there is. */
        REPLACE,
        /** They come on top of what is stored; one whose transaction id was taken before counts no second time. */
        MERGE
    }

    /**
     * The usage with the events.
     *
     * @param timestamps when they happened, also those that count for nothing
     */
    public record Supposed(Set<Instant> timestamps, CountedUsage usage) {
        public Supposed {
            timestamps = Set.copyOf(timestamps);
        }
    }

    /** What lies outside is in no contract, and its period might end where no date can be written. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9990-01-01T00:00:00Z");

    private final EventStore store;
    private final Metrics metrics;
    private final Usage usage;
    private final Customers customers;

    SupposedEvents(EventStore store, Metrics metrics, Usage usage, Customers customers) {
        this.store = store;
        this.metrics = metrics;
        this.usage = usage;
        this.customers = customers;
    }

    /**
     * @param body a JSON object with the list {@code events}
     * @throws Refused if one of them could not be taken, is another customer's, or has the name of one before it
     */
    public Supposed read(byte[] body, CustomerId customer, Mode mode, Instant now) {
        List<UsageEvent> events = EventReader.supposed(body, customer, now);
        refuseFar(events);
        refuseOthers(events, customer);
        refuseRepeated(events);
        Set<String> taken = mode == Mode.MERGE ? taken(events) : Set.of();
        HourBuckets hours = count(events, customer, taken);
        return new Supposed(
                events.stream().map(UsageEvent::timestamp).collect(Collectors.toSet()),
                switch (mode) {
                    case REPLACE -> usage.only(hours);
                    case MERGE -> usage.with(hours);
                });
    }

    private static void refuseFar(List<UsageEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            Instant at = events.get(i).timestamp();
            if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
                throw Refused.invalid("events[" + i + "].timestamp", "must be from 1970 to 9989");
            }
        }
    }

    private void refuseOthers(List<UsageEvent> events, CustomerId customer) {
        Set<String> names = events.stream().map(UsageEvent::customer).collect(Collectors.toSet());
        names.remove(customer.value().toString());
        if (names.isEmpty()) {
            return;
        }
        Map<String, CustomerId> owners = customers.resolve(names);
        for (int i = 0; i < events.size(); i++) {
            String named = events.get(i).customer();
            if (names.contains(named) && !customer.equals(owners.get(named))) {
                throw Refused.invalid(
                        "events[" + i + "].customer_id",
                        "is no id or ingest alias of the customer in the path; leave it out");
            }
        }
    }

    private static void refuseRepeated(List<UsageEvent> events) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            String id = events.get(i).transactionId();
            if (!id.isEmpty() && !seen.add(id)) {
                throw Refused.invalid("events[" + i + "].transaction_id", "is given twice");
            }
        }
    }

    private Set<String> taken(List<UsageEvent> events) {
        List<String> ids = events.stream()
                .map(UsageEvent::transactionId)
                .filter(id -> !id.isEmpty())
                .toList();
        Set<String> taken = new HashSet<>();
        if (!ids.isEmpty()) {
            store.search(ids, (stored, _) -> taken.add(stored.event().transactionId()));
        }
        return taken;
    }

    private HourBuckets count(List<UsageEvent> events, CustomerId customer, Set<String> taken) {
        MetricSet set = metrics.current();
        MatchedEvents matched = new MatchedEvents();
        // Above every number that was given, and so counted by every metric and later than all that came.
        long ordinal = Long.MAX_VALUE - events.size();
        for (UsageEvent event : events) {
            ordinal++;
            if (!taken.contains(event.transactionId())) {
                matched.add(customer, event, ordinal, set.counting(event.eventType()));
            }
        }
        return matched.hours();
    }
}

package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import io.downbeat.usage.metrics.BillableMetric;
import io.downbeat.usage.metrics.MetricSet;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks through events for a person, the one received last first. Events have no index but their order: a look goes
 * through a bounded number of them, and says where the next one goes on.
 */
public final class EventListings {
    /** In one look. */
    public static final int LOOKED_THROUGH = EventListingStore.LOOKED_THROUGH;

    /**
     * @param ordinal its place in the order in which events were received
     * @param customer {@code null} while no customer has the name that it was sent with
     * @param repeatedAt when it was first sent again; repetitions never count
     * @param countedBy the metrics that it counts for; none while it belongs to nobody
     */
    public record ListedEvent(
            long ordinal,
            String transactionId,
            String sentAs,
            @Nullable CustomerId customer,
            String eventType,
            Instant timestamp,
            Instant receivedAt,
            @Nullable Instant repeatedAt,
            String properties,
            List<BillableMetric> countedBy) {
        public ListedEvent {
            countedBy = List.copyOf(countedBy);
        }
    }

    /**
     * @param next looks on from there; {@code null} if there is nothing before
     * @param hours how many of the events looked through were used in which hour, the latest hours first
     */
    public record Look(
            List<ListedEvent> events,
            List<EventsOfHour> hours,
            @Nullable Long next) {
        public Look {
            events = List.copyOf(events);
            hours = List.copyOf(hours);
        }
    }

    private final EventListingStore store;
    private final EventStore events;
    private final Metrics metrics;

    EventListings(EventListingStore store, EventStore events, Metrics metrics) {
        this.store = store;
        this.events = events;
        this.metrics = metrics;
    }

    /**
     * @param before an ordinal: only what was received before it; {@code null} for the latest
     * @param most how many events are shown
     * @param hours how many hours are counted
     */
    public Look look(EventFilter filter, @Nullable Long before, int most, int hours) {
        long upTo = before == null ? store.latest() + 1 : before;
        long from = Math.max(0, upTo - EventListingStore.LOOKED_THROUGH);
        List<EventListingStore.Row> rows = store.list(filter, from, upTo, most + 1);
        boolean more = rows.size() > most;
        List<EventListingStore.Row> shown = more ? rows.subList(0, most) : rows;
        MetricSet set = metrics.current();
        Long next = more ? Long.valueOf(shown.getLast().event().ordinal()) : from > 0 ? Long.valueOf(from) : null;
        return new Look(
                shown.stream()
                        .map(row -> listed(row.event(), row.repeatedAt(), set))
                        .toList(),
                store.hours(filter, from, upTo, hours),
                next);
    }

    /** The event with this transaction id, as long as its key is kept. */
    public Optional<ListedEvent> find(String transactionId) {
        MetricSet set = metrics.current();
        List<ListedEvent> found = new ArrayList<>();
        events.search(List.of(transactionId), (kept, repeatedAt) -> found.add(listed(kept, repeatedAt, set)));
        return found.stream().findFirst();
    }

    /** The names that no customer has, those with the most events first. */
    public List<UnmatchedEvents> unmatched(int most) {
        return store.unmatched(most);
    }

    private static ListedEvent listed(EventStore.StoredEvent kept, @Nullable Instant repeatedAt, MetricSet set) {
        UsageEvent event = kept.event();
        return new ListedEvent(
                kept.ordinal(),
                event.transactionId(),
                event.customer(),
                kept.customer(),
                event.eventType(),
                event.timestamp(),
                kept.receivedAt(),
                repeatedAt,
                event.properties().json(),
                kept.countedBy(set));
    }
}

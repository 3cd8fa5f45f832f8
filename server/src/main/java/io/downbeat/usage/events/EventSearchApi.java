package io.downbeat.usage.events;

import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.usage.metrics.MetricSet;
import io.downbeat.usage.metrics.MetricView;
import io.downbeat.usage.metrics.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/events/search}: what became of events, by transaction id, as long as their keys are kept. An event
 * that was sent again is followed by an entry marked as duplicate; the content of the repetition is not kept.
 */
@RestController
final class EventSearchApi {
    private static final int MOST = 100;

    record EventView(
            String id,
            String transactionId,
            String customerId,
            String eventType,
            Instant timestamp,
            JsonNode properties,
            Instant processedAt,
            boolean isDuplicate,
            @Nullable CustomerView matchedCustomer,
            List<MetricView> matchedBillableMetrics) {}

    record CustomerView(UUID id) {}

    private final EventStore events;
    private final Metrics metrics;

    EventSearchApi(EventStore events, Metrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    @PostMapping("/v1/events/search")
    @Reads
    List<EventView> search(Body body) {
        body.knowsOnly(Set.of("transactionIds"));
        List<String> transactionIds = body.texts("transactionIds");
        if (transactionIds.size() > MOST) {
            throw body.invalid("transactionIds", "must be at most " + MOST);
        }
        MetricSet set = metrics.current();
        List<EventView> found = new ArrayList<>();
        events.search(transactionIds, (kept, repeatedAt) -> {
            found.add(view(kept, set, kept.receivedAt(), false));
            if (repeatedAt != null) {
                found.add(view(kept, set, repeatedAt, true));
            }
        });
        return found;
    }

    private static EventView view(
            EventStore.StoredEvent kept, MetricSet set, Instant processedAt, boolean isDuplicate) {
        UsageEvent event = kept.event();
        return new EventView(
                kept.ordinal() + (isDuplicate ? "-duplicate" : ""),
                event.transactionId(),
                event.customer(),
                event.eventType(),
                event.timestamp(),
                Json.read(event.properties().json()),
                processedAt,
                isDuplicate,
                kept.customer() == null
                        ? null
                        : new CustomerView(kept.customer().value()),
                isDuplicate
                        ? List.of()
                        : kept.countedBy(set).stream().map(MetricView::of).toList());
    }
}

package io.downbeat.console.invoices;

import io.downbeat.delivery.engine.operations.DeliveryListings;
import io.downbeat.delivery.engine.operations.DeliveryStories;
import io.downbeat.delivery.engine.operations.DeliveryStory;
import io.downbeat.delivery.engine.operations.ListedDelivery;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.Invoicing;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.verification.DeliveryHistories;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Everything that is kept of one invoice, as one JSON document for whoever has to be shown it. No secret is part of it. */
final class EvidencePacks {
    private static final Duration LONGEST_READ = Duration.ofSeconds(10);

    private record Evidence(
            Instant collectedAt,
            JsonNode invoice,
            JsonNode usageHours,
            JsonNode route,
            @Nullable Delivery delivery) {}

    /** @param historyFaults what the checks of {@code verify} say of its history; empty if it is whole */
    private record Delivery(
            ListedDelivery delivery,
            DeliveryStory story,
            List<DeliveryStory.Action> actions,
            List<String> historyFaults) {}

    private final Invoicing.Evidence invoices;
    private final DeliveryListings deliveries;
    private final DeliveryStories stories;
    private final DeliveryHistories histories;
    private final Transactions transactions;
    private final BusinessClock clock;

    EvidencePacks(
            Invoicing.Evidence invoices,
            DeliveryListings deliveries,
            DeliveryStories stories,
            DeliveryHistories histories,
            Transactions transactions,
            BusinessClock clock) {
        this.invoices = invoices;
        this.deliveries = deliveries;
        this.stories = stories;
        this.histories = histories;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Empty if there is no such invoice. */
    Optional<byte[]> json(InvoiceId id) {
        return transactions.reading(LONGEST_READ, () -> invoices.json(id).map(own -> write(id, own)));
    }

    private byte[] write(InvoiceId id, JsonNode own) {
        ListedDelivery delivery = deliveries.ofInvoices(List.of(id)).get(id);
        var all = new Evidence(
                clock.instant(),
                own.get("invoice"),
                own.get("usage_hours"),
                own.get("route"),
                delivery == null ? null : delivery(delivery));
        return Json.MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(all)
                .getBytes(StandardCharsets.UTF_8);
    }

    private Delivery delivery(ListedDelivery delivery) {
        var wanted = new DeliveryStories.Wanted(delivery.subject().customer(), delivery.id(), 0, Integer.MAX_VALUE);
        return new Delivery(
                delivery,
                stories.find(wanted).orElseThrow(),
                stories.actions(wanted),
                histories.faults(delivery.id().value()));
    }
}

package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What queues or topics took. A standard one keeps each accepted send as a message of its own; a FIFO one keeps what
 * comes under the same deduplication id within five minutes of the first once, and answers with the first one's ids.
 * Guarded by its simulator.
 */
final class QueueMessages {
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    private final String service;
    private final List<Held> messages = new ArrayList<>();
    private final Map<String, Held> recent = new HashMap<>();
    private final IdSeries ids = new IdSeries();
    private final Journal journal;
    private long sequence;

    QueueMessages(String service, Journal journal) {
        this.service = service;
        this.journal = journal;
        for (State each : journal.saved(kind(), State.class)) {
            Held saved = new Held(each.sequence, each.incoming, each.taken, each.at);
            saved.attempts = each.attempts;
            messages.add(saved);
            if (each.incoming.isFifo()) {
                recent.put(deduplication(each.incoming), saved);
            }
            sequence = Math.max(sequence, each.sequence);
        }
    }

    private record State(long sequence, Incoming incoming, Taken taken, Instant at, int attempts) {}

    /**
     * @param target a queue's URL or a topic's ARN
     * @param group {@code null} without one
     * @param attributes by name
     */
    record Incoming(
            String target,
            String account,
            String body,
            @Nullable String group,
            @Nullable String deduplicationId,
            Map<String, String> attributes) {
        boolean isFifo() {
            return target.endsWith(".fifo");
        }

        int size() {
            int size = body.getBytes(StandardCharsets.UTF_8).length;
            for (var each : attributes.entrySet()) {
                size += each.getKey().getBytes(StandardCharsets.UTF_8).length
                        + "String".length()
                        + each.getValue().getBytes(StandardCharsets.UTF_8).length;
            }
            return size;
        }
    }

    /** @param sequenceNumber {@code null} for a standard target */
    record Taken(String messageId, @Nullable String sequenceNumber) {}

    Taken take(Incoming incoming, Instant now) {
        if (!incoming.isFifo()) {
            return keep(incoming, now).taken;
        }
        String key = deduplication(incoming);
        Held first = recent.get(key);
        if (first != null && now.isBefore(first.at.plus(DEDUPLICATION))) {
            first.attempts++;
            journal(first);
            return first.taken;
        }
        Held held = keep(incoming, now);
        recent.put(key, held);
        return held.taken;
    }

    private Held keep(Incoming incoming, Instant now) {
        sequence++;
        String number = incoming.isFifo() ? "188%017d".formatted(sequence) : null;
        Held held = new Held(sequence, incoming, new Taken(ids.nextUuid(), number), now);
        messages.add(held);
        journal(held);
        return held;
    }

    private void journal(Held each) {
        journal.put(
                kind(),
                String.valueOf(each.sequence),
                () -> new State(each.sequence, each.incoming, each.taken, each.at, each.attempts));
    }

    private String kind() {
        return service + ".message";
    }

    private static String deduplication(Incoming incoming) {
        return incoming.target + " " + incoming.deduplicationId;
    }

    List<LedgerEntry> ledger() {
        return messages.stream().map(each -> each.entry(service)).toList();
    }

    void clear() {
        messages.clear();
        recent.clear();
    }

    private static final class Held {
        private final long sequence;
        private final Incoming incoming;
        private final Taken taken;
        private final Instant at;
        private int attempts = 1;

        Held(long sequence, Incoming incoming, Taken taken, Instant at) {
            this.sequence = sequence;
            this.incoming = incoming;
            this.taken = taken;
            this.at = at;
        }

        LedgerEntry entry(String service) {
            JsonNode body = json(incoming.body);
            JsonNode payload = body.path("payload");
            String currency = payload.path("currency").asString("USD");
            return new LedgerEntry(
                    "aws",
                    "message",
                    taken.messageId,
                    body.path("delivery_id").asString(null),
                    cents(body.path("total"), currency),
                    currency.toLowerCase(Locale.ROOT),
                    "accepted",
                    false,
                    incoming.account,
                    body.path("customer_id").asString(""),
                    lines(payload, currency),
                    metadata(service),
                    at,
                    attempts,
                    null);
        }

        private Map<String, String> metadata(String service) {
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("service", service);
            metadata.put("target", incoming.target);
            if (incoming.group != null) {
                metadata.put("group", incoming.group);
            }
            if (incoming.deduplicationId != null) {
                metadata.put("deduplication_id", incoming.deduplicationId);
            }
            if (taken.sequenceNumber != null) {
                metadata.put("sequence_number", taken.sequenceNumber);
            }
            new TreeMap<>(incoming.attributes).forEach((name, value) -> metadata.put("attribute." + name, value));
            metadata.put("body", incoming.body);
            return metadata;
        }

        private static List<LedgerEntry.Line> lines(JsonNode payload, String currency) {
            List<LedgerEntry.Line> lines = new ArrayList<>();
            for (JsonNode line : payload.path("lines")) {
                lines.add(new LedgerEntry.Line(
                        line.path("id").asString(""),
                        line.path("name").asString(null),
                        cents(line.path("total"), currency),
                        Map.of()));
            }
            return lines;
        }

        /** Anybody may send any number: one that is no whole number of cents counts for none, and the body shows it. */
        private static long cents(JsonNode amount, String currency) {
            BigDecimal value = amount.isNumber() ? amount.decimalValue() : BigDecimal.ZERO;
            try {
                return (currency.equals("USD") ? value : value.movePointRight(2)).longValueExact();
            } catch (ArithmeticException noWholeCents) {
                return 0;
            }
        }

        /** A body may be anything; only one that is a JSON object says whose it is. */
        private static JsonNode json(String body) {
            try {
                return Json.read(body.getBytes(StandardCharsets.UTF_8));
            } catch (JacksonException noJson) {
                return Json.MAPPER.createObjectNode();
            }
        }
    }
}

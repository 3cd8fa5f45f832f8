package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The deliveries that the plan made terminal, against those that are parked: the same ones, each with a reason that names
 * its trouble. A FIFO queue keeps the order of a customer's messages, so there the first one is parked and the others wait
 * behind it.
 */
final class ExpectedParked {
    private static final Set<String> WAITING = Set.of("PENDING", "RETRY_WAIT");

    private final ApiClient api;
    private final Map<String, Row> planned = new LinkedHashMap<>();
    private final Map<String, Row> parked = new LinkedHashMap<>();
    private final Map<Schedule.Billed, TreeMap<String, Row>> queues = new LinkedHashMap<>();
    private final Map<String, Row> behind = new LinkedHashMap<>();

    private record Row(TestCustomer.Due due, JsonNode delivery) {
        String reason() {
            return delivery.path("reason").asString("");
        }
    }

    ExpectedParked(ApiClient api) {
        this.api = api;
    }

    static boolean isParked(JsonNode delivery) {
        return delivery.path("state").asString("").equals("PARKED");
    }

    void add(TestCustomer.Due due, JsonNode delivery) {
        String id = delivery.path("id").asString("");
        Row row = new Row(due, delivery);
        if (isParked(delivery)) {
            parked.put(id, row);
        }
        if (due.refusal() != null && due.billed().destination().keepsOrder()) {
            // By id, which is the order in which the invoices were finalized.
            queues.computeIfAbsent(due.billed(), billed -> new TreeMap<>()).put(id, row);
        } else if (due.refusal() != null) {
            planned.put(id, row);
        }
    }

    /** Once all are added. Counts, too, in the tallies. */
    List<String> problems(Map<Destination, Oracle.Totals> tallies) {
        List<String> problems = new ArrayList<>();
        queues.values().forEach(queue -> inOrder(queue, problems));
        planned.forEach((id, row) -> {
            if (!parked.containsKey(id)) {
                problems.add("refused by plan, but not parked: %s (%s)".formatted(row.delivery(), row.due()));
            } else if (!names(row)) {
                problems.add("parked without the words '%s': %s".formatted(words(row), row.delivery()));
            }
        });
        parked.forEach((id, row) -> {
            if (!planned.containsKey(id)) {
                problems.add("parked, and no plan made it so: %s (%s)".formatted(row.delivery(), row.due()));
            }
        });
        planned.values().forEach(row -> totals(tallies, row).parked++);
        behind.values().forEach(row -> totals(tallies, row).behind++);
        return problems;
    }

    private static Oracle.Totals totals(Map<Destination, Oracle.Totals> tallies, Row row) {
        return Objects.requireNonNull(tallies.get(row.due().billed().destination()));
    }

    private void inOrder(NavigableMap<String, Row> queue, List<String> problems) {
        planned.put(queue.firstKey(), queue.firstEntry().getValue());
        queue.tailMap(queue.firstKey(), false).forEach((id, row) -> {
            behind.put(id, row);
            boolean waits = WAITING.contains(row.delivery().path("state").asString(""))
                    && row.reason().contains("delivery " + queue.firstKey() + " is parked");
            if (!waits) {
                problems.add("does not wait behind %s: %s".formatted(queue.firstKey(), row.delivery()));
            }
        });
    }

    private static String words(Row row) {
        Refusal refusal = row.due().refusal();
        return refusal == null ? "" : refusal.words();
    }

    /** Where an earlier answer was lost, the metering record says it: whether the record is held after all is the question. */
    private boolean names(Row row) {
        if (row.reason().contains(words(row))) {
            return true;
        }
        if (!row.reason().contains("in a parked metering record")) {
            return false;
        }
        for (JsonNode slot : api.get("/downbeat/v1/meterSlots?state=PARKED&invoice_id="
                        + row.delivery().path("invoice_id").asString(""))
                .path("data")) {
            if (slot.path("error").asString("").contains(words(row))) {
                return true;
            }
        }
        return false;
    }
}

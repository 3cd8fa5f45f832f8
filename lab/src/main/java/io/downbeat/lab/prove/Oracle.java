package io.downbeat.lab.prove;

import io.downbeat.app.ApiClient;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Compares what the providers hold with what was used and charged: nothing missing, nothing doubled, nothing at the wrong
 * provider, every cent where it belongs, and nothing left in doubt.
 */
final class Oracle {
    private static final Set<String> AT_REST = Set.of("SENT", "CONFIRMED");

    private final ApiClient api;
    private final Sandbox sandbox;
    private final Scenario scenario;
    private final List<String> problems = new ArrayList<>();
    private final Map<Destination, Totals> tallies = new LinkedHashMap<>();
    private final Map<String, List<LedgerEntry>> byReference;
    private final List<LedgerEntry> slots;
    private final Set<String> explained = new HashSet<>();
    private final ExpectedParked parks;
    private final RechargeChecks recharges;

    /** What came to one destination. */
    static final class Totals {
        int deliveries;
        /** As the plan wants it; not in what is due. */
        int parked;
        /** Waiting behind those. */
        int behind;

        /** Totals below zero, parked or taken. */
        int belowZero;

        int effects;
        int copies;
        long cents;
        long held;
        /** Of usage, paid by commits and credits. */
        long covered;
    }

    /** @param problems empty if and only if the proof holds */
    record Verdict(
            Map<Destination, Totals> tallies,
            Map<Destination, Map<String, Integer>> injected,
            RechargeChecks.Summary recharges,
            List<String> problems,
            int edits,
            int kills,
            long calls,
            Duration took) {
        int faults() {
            return injected.values().stream()
                    .flatMap(kinds -> kinds.values().stream())
                    .mapToInt(Integer::intValue)
                    .sum();
        }

        int deliveries() {
            return tallies.values().stream()
                    .mapToInt(totals -> totals.deliveries)
                    .sum();
        }
    }

    Oracle(ApiClient api, Sandbox sandbox, Scenario scenario) {
        this.api = api;
        this.sandbox = sandbox;
        this.scenario = scenario;
        this.parks = new ExpectedParked(api);
        Destinations.ALL.forEach(destination -> tallies.put(destination, new Totals()));
        List<LedgerEntry> ledger = sandbox.ledger();
        this.byReference = ledger.stream()
                .filter(entry -> entry.reference() != null && !entry.kind().equals("meter_slot"))
                .collect(Collectors.groupingBy(LedgerEntry::reference));
        this.recharges = new RechargeChecks(api, this, ledger);
        this.slots = ledger.stream()
                .filter(entry -> entry.kind().equals("meter_slot"))
                .toList();
    }

    Verdict judge(int kills, Duration took) {
        Map<Schedule.Billed, Long> metered = new HashMap<>();
        scenario.customers().forEach(customer -> customer(customer, metered));
        metered.forEach(this::meteredWhole);
        scenario.customers().forEach(customer -> {
            notMetered(customer.home, metered);
            notMetered(customer.other, metered);
        });
        problems.addAll(recharges.problems(scenario.recharged()));
        problems.addAll(parks.problems(tallies));
        nothingElse();
        ownVerdict();
        long calls =
                sandbox.calls().values().stream().mapToLong(Integer::longValue).sum();
        return new Verdict(
                tallies,
                FaultPlan.injected(sandbox),
                recharges.summary(),
                problems,
                scenario.edits(),
                kills,
                calls,
                took);
    }

    private void customer(TestCustomer customer, Map<Schedule.Billed, Long> metered) {
        String name = text(api.get("/v1/customers/" + customer.customer).path("data"), "name");
        if (!OddTexts.isKept(name, customer.texts.name())) {
            problems.add("customer %s is called '%s'".formatted(customer.customer, name));
        }
        Map<String, JsonNode> invoices = finalized(customer);
        Map<String, JsonNode> deliveries = deliveries(customer.contract);
        for (TestCustomer.Due due : customer.due()) {
            JsonNode invoice = invoices.remove(key(due.usage(), due.at()));
            if (invoice == null) {
                problems.add("contract %s: no invoice for %s".formatted(customer.contract, due));
                continue;
            }
            JsonNode delivery = deliveries.remove(text(invoice, "id"));
            if (delivery == null) {
                problems.add("invoice %s (%s) has no delivery".formatted(text(invoice, "id"), due));
                continue;
            }
            if (delivered(due, invoice, delivery)) {
                effect(due, delivery, metered);
            }
        }
        invoices.values().forEach(extra -> problems.add("invoice nobody expected: " + extra));
        deliveries.values().forEach(extra -> problems.add("delivery nobody expected: " + extra));
    }

    /** A contract's, by invoice. */
    Map<String, JsonNode> deliveries(String contract) {
        Map<String, JsonNode> deliveries = new HashMap<>();
        for (JsonNode delivery : all("/downbeat/v1/deliveries?contract_id=" + contract)) {
            if (deliveries.put(text(delivery, "invoice_id"), delivery) != null) {
                problems.add("invoice " + text(delivery, "invoice_id") + " has two deliveries");
            }
        }
        return deliveries;
    }

    /** @param kind of the one object at its provider; an invoice beside it would be one too many */
    void delivered(TestCustomer.Due due, JsonNode invoice, JsonNode delivery, String kind) {
        if (delivered(due, invoice, delivery)) {
            object(due, delivery, kind);
        }
    }

    /** @return whether its effect must be there */
    private boolean delivered(TestCustomer.Due due, JsonNode invoice, JsonNode delivery) {
        Totals totals = totals(due);
        totals.deliveries++;
        expect(
                invoice.get("total").decimalValue().longValueExact() == due.cents(),
                "total of " + invoice.get("id"),
                due);
        expect(
                text(delivery, "billing_provider_configuration_id")
                        .equals(due.billed().configuration()),
                "route of " + delivery,
                due);
        lines(invoice.path("line_items"), due, "lines of invoice " + invoice.get("id"));
        totals.belowZero += due.cents() < 0 ? 1 : 0;
        totals.covered += due.covered();
        parks.add(due, delivery);
        if (due.refusal() != null) {
            nothingThere(due, delivery);
            return false;
        }
        totals.cents += due.cents();
        // Which parked ones are too many is found out for all together.
        expect(
                AT_REST.contains(text(delivery, "state")) || ExpectedParked.isParked(delivery),
                "state of " + delivery,
                due);
        return true;
    }

    /** Here and in messages, where no text has a limit. */
    private void lines(JsonNode lines, TestCustomer.Due due, String whose) {
        for (JsonNode line : lines) {
            String said = text(line, "name");
            for (var shown : line.path("presentation_group_values").properties()) {
                said = OddTexts.line(said, shown.getKey(), shown.getValue().asString(""));
            }
            expect(due.texts().contains(said), whose + " that say " + said, due);
        }
        expect(!lines.isEmpty(), whose + ", of which there are none,", due);
    }

    private void effect(TestCustomer.Due due, JsonNode delivery, Map<Schedule.Billed, Long> metered) {
        switch (due.billed().destination().kind()) {
            case METER -> metered.merge(due.billed(), due.cents(), Long::sum);
            case INVOICE -> object(due, delivery, "invoice");
            case MESSAGE -> message(due, delivery);
        }
    }

    /** Of marketplaces the ledger of records is looked at as a whole. */
    private void nothingThere(TestCustomer.Due due, JsonNode delivery) {
        held(delivery).stream()
                .filter(entry -> entry.charged() || !entry.kind().equals("invoice"))
                .forEach(effect -> problems.add("effect of what must be refused: " + effect + " (" + due + ")"));
    }

    /** Exactly one object that asks for money, of this amount, of this customer; drafts that died do not count. */
    private void object(TestCustomer.Due due, JsonNode delivery, String kind) {
        Totals totals = totals(due);
        List<LedgerEntry> charging = held(delivery).stream()
                .filter(entry -> entry.kind().equals("invoice") || entry.kind().equals(kind))
                .filter(LedgerEntry::charged)
                .toList();
        totals.effects += charging.size();
        totals.held += charging.stream().mapToLong(LedgerEntry::amount).sum();
        if (charging.size() != 1) {
            problems.add("%d effective objects for %s (%s)".formatted(charging.size(), delivery, due));
            return;
        }
        LedgerEntry entry = charging.getFirst();
        expect(entry.provider().equals(due.billed().destination().ledgerProvider()), "provider of " + entry, due);
        expect(entry.amount() == due.cents(), "amount of " + entry, due);
        expect(entry.customer().contains(due.billed().label()), "customer of " + entry, due);
        entry.lines()
                .forEach(line -> expect(
                        due.texts().stream()
                                .anyMatch(text -> OddTexts.isKept(String.valueOf(line.description()), text)),
                        "text of " + line,
                        due));
    }

    /** One message or more, all of them the same. */
    private void message(TestCustomer.Due due, JsonNode delivery) {
        Totals totals = totals(due);
        List<LedgerEntry> copies = held(delivery);
        totals.copies += Math.max(0, copies.size() - 1);
        if (copies.isEmpty()) {
            problems.add("no message for %s (%s)".formatted(delivery, due));
            return;
        }
        totals.effects++;
        totals.held += copies.getFirst().amount();
        for (LedgerEntry copy : copies) {
            expect(copy.provider().equals(due.billed().destination().ledgerProvider()), "carrier of " + copy, due);
            expect(copy.amount() == due.cents(), "amount of " + copy, due);
        }
        long bodies = copies.stream()
                .map(copy -> copy.metadata().getOrDefault("body", ""))
                .distinct()
                .count();
        expect(bodies == 1, "copies of " + delivery + " differ", due);
        String body = copies.getFirst().metadata().getOrDefault("body", "{}");
        lines(Json.read(body).at("/payload/lines"), due, "lines in the message of " + delivery.get("id"));
    }

    private Totals totals(TestCustomer.Due due) {
        return Objects.requireNonNull(tallies.get(due.billed().destination()));
    }

    private List<LedgerEntry> held(JsonNode delivery) {
        String id = text(delivery, "id");
        explained.add(id);
        return byReference.getOrDefault(id, List.of());
    }

    private void meteredWhole(Schedule.Billed billed, long cents) {
        List<LedgerEntry> records = records(billed);
        Totals totals = Objects.requireNonNull(tallies.get(billed.destination()));
        long sum = records.stream().mapToLong(LedgerEntry::amount).sum();
        totals.effects += records.size();
        totals.held += sum;
        if (sum != cents) {
            problems.add("%s holds %d cents of %s, %d were due"
                    .formatted(billed.destination().name(), sum, billed.label(), cents));
        }
    }

    private void notMetered(Schedule.Billed billed, Map<Schedule.Billed, Long> metered) {
        if (billed.destination().kind() == Destination.Kind.METER
                && !metered.containsKey(billed)
                && !records(billed).isEmpty()) {
            problems.add("%s holds records of %s, of whom nothing may be there"
                    .formatted(billed.destination().name(), billed.label()));
        }
    }

    private List<LedgerEntry> records(Schedule.Billed billed) {
        return slots.stream()
                .filter(entry -> entry.provider().equals(billed.destination().ledgerProvider()))
                .filter(entry -> entry.customer().contains(billed.label()))
                // Of these the marketplace behind a carrier holds nothing.
                .filter(entry -> !entry.status().equals("failed"))
                .toList();
    }

    private void nothingElse() {
        byReference.forEach((reference, entries) -> {
            if (!explained.contains(reference)) {
                entries.stream()
                        .filter(entry -> entry.charged() || !entry.kind().equals("invoice"))
                        .forEach(extra -> problems.add("effect nobody asked for: " + extra));
            }
        });
    }

    /** A verdict that cannot be had is a problem like others, and must not hide them. */
    private void ownVerdict() {
        try {
            JsonNode verdict = api.post("/downbeat/v1/verify", Map.of("from", Plan.START, "to", Plan.END));
            if (!verdict.get("ok").booleanValue()) {
                problems.add("verify: " + verdict.get("violations"));
            }
        } catch (IllegalStateException none) {
            problems.add("verify gave no verdict: " + none.getMessage());
        }
    }

    private Map<String, JsonNode> finalized(TestCustomer customer) {
        Map<String, JsonNode> found = new HashMap<>();
        for (JsonNode invoice : all("/v1/customers/" + customer.customer + "/invoices?limit=100&status=FINALIZED")) {
            boolean usage = text(invoice, "type").equals("USAGE");
            Instant at = Instant.parse(text(invoice, usage ? "start_timestamp" : "issued_at"));
            if (found.put(key(usage, at), invoice) != null) {
                problems.add("two invoices for the same: " + invoice);
            }
        }
        return found;
    }

    private static String key(boolean usage, Instant at) {
        return usage + "@" + at;
    }

    private void expect(boolean holds, String what, TestCustomer.Due due) {
        if (!holds) {
            problems.add(what + " is not as it must be: " + due);
        }
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    List<JsonNode> all(String path) {
        List<JsonNode> rows = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = api.get(path + next);
            page.get("data").forEach(rows::add);
            next = page.path("next_page").isString()
                    ? "&next_page=" + URLEncoder.encode(page.get("next_page").stringValue(), StandardCharsets.UTF_8)
                    : "";
        } while (!next.isEmpty());
        return rows;
    }
}

package io.downbeat.lab.demo;

import io.downbeat.app.ApiClient;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is left when the story is over: the schedule, every invoice with its receipt, what was survived, the verdict. */
final class DemoEnding {
    private final DemoStage stage;
    private final ApiClient api;
    private final DemoAccount account;
    private final ConsolePrinter printer;

    DemoEnding(DemoStage stage, DemoAccount account, ConsolePrinter printer) {
        this.stage = stage;
        this.api = stage.api();
        this.account = account;
        this.printer = printer;
    }

    boolean tell(List<String> survived, long began) {
        timeline();
        boolean equal = invoices();
        printer.chapter("Survived");
        survived.forEach(printer::good);
        boolean verified = verdict();
        printer.line();
        printer.fact("played in %.1f s", (System.nanoTime() - began) / 1e9);
        return equal && verified;
    }

    private void timeline() {
        printer.chapter("Who bills which month");
        List<DemoTimeline.Mark> segments = new ArrayList<>();
        account.contract(api)
                .get("billing_provider_configuration_schedule")
                .forEach(segment -> segments.add(new DemoTimeline.Mark(
                        month(segment.get("effective_at")),
                        account.nameOf(
                                segment.at("/billing_provider_configuration/id").asString()))));
        List<DemoTimeline.Mark> invoices = account.invoices(api).stream()
                .filter(DemoEnding::isUsage)
                .filter(invoice -> invoice.get("status").asString().equals("FINALIZED"))
                .map(invoice -> new DemoTimeline.Mark(
                        month(invoice.get("start_timestamp")),
                        DemoWords.dollars(invoice.get("total").decimalValue())))
                .toList();
        new DemoTimeline(YearMonth.of(2025, 1), YearMonth.of(2025, 6)).print(printer, segments, invoices);
        printer.fact(
                "Feb: moved on 02-10 from the start of its period; Apr and Jun: moved ahead, with the next period.");
    }

    /** Every finalized invoice beside what the provider really holds; true if they are equal to the cent. */
    private boolean invoices() {
        printer.chapter("Every invoice, and what its provider holds");
        List<JsonNode> deliveries = account.deliveries(api);
        List<List<String>> rows = new ArrayList<>();
        boolean equal = true;
        for (JsonNode invoice : account.invoices(api)) {
            if (invoice.get("status").asString().equals("FINALIZED")) {
                JsonNode delivery = deliveries.stream()
                        .filter(one -> one.get("invoice_id")
                                .asString()
                                .equals(invoice.get("id").asString()))
                        .findFirst()
                        .orElseThrow();
                BigDecimal total = invoice.get("total").decimalValue();
                BigDecimal held = held(delivery, invoice);
                equal &= held.compareTo(total) == 0;
                rows.add(row(invoice, delivery, total, held));
            }
        }
        printer.table(List.of("invoice", "ours", "theirs", "where", "receipt"), rows);
        return equal;
    }

    private List<String> row(JsonNode invoice, JsonNode delivery, BigDecimal total, BigDecimal held) {
        return List.of(
                isUsage(invoice)
                        ? DemoWords.month(invoice.get("start_timestamp").asString())
                        : "workshop",
                DemoWords.dollars(total),
                DemoWords.dollars(held),
                account.whereabouts(delivery).replaceFirst("^delivered to ", "✓ "),
                DemoWords.receipt(delivery.path("provider_ref").asString("-")));
    }

    private static boolean isUsage(JsonNode invoice) {
        return invoice.get("type").asString().equals("USAGE");
    }

    /** The provider's side, from the sandbox's ledger: charged Stripe invoices, or the period's hourly records. */
    private BigDecimal held(JsonNode delivery, JsonNode invoice) {
        boolean metered = delivery.get("billing_provider").asString().equals("aws_marketplace");
        return stage.sandbox().ledger().stream()
                .filter(entry -> metered ? inPeriod(entry, invoice) : isCharged(entry, delivery))
                .map(entry -> BigDecimal.valueOf(entry.amount()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static boolean isCharged(LedgerEntry entry, JsonNode delivery) {
        return entry.charged() && delivery.get("id").asString().equals(entry.reference());
    }

    private static boolean inPeriod(LedgerEntry entry, JsonNode invoice) {
        if (entry.slot() == null) {
            return false;
        }
        String hour = entry.slot().hour().toString();
        return hour.compareTo(invoice.get("start_timestamp").asString()) >= 0
                && hour.compareTo(invoice.get("end_timestamp").asString()) < 0;
    }

    private boolean verdict() {
        printer.chapter("The verdict");
        JsonNode verdict =
                api.post("/downbeat/v1/verify", Map.of("from", "2025-01-01T00:00:00Z", "to", "2025-08-01T00:00:00Z"));
        int checks = verdict.get("checks").size();
        long facts = 0;
        for (JsonNode check : verdict.get("checks")) {
            facts += check.get("checked").longValue();
        }
        boolean ok = verdict.get("ok").booleanValue();
        if (ok) {
            printer.good("%d checks on %,d facts of the database, none violated (POST /downbeat/v1/verify)"
                    .formatted(checks, facts));
            printer.good("every invoice went to exactly one billing provider, exactly once");
        } else {
            printer.bad("violations: " + verdict.get("violations"));
        }
        return ok;
    }

    private static YearMonth month(JsonNode instant) {
        return YearMonth.parse(instant.asString().substring(0, 7));
    }
}

package io.downbeat.lab.demo;

import io.downbeat.app.ApiClient;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.math.BigDecimal;
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
        schedule();
        boolean equal = invoices();
        printer.chapter("Survived");
        survived.forEach(printer::good);
        boolean verified = verdict();
        printer.line();
        printer.fact("played in %.1f s", (System.nanoTime() - began) / 1e9);
        return equal && verified;
    }

    private void schedule() {
        printer.chapter("The schedule, as contracts/get shows it");
        List<List<String>> rows = new ArrayList<>();
        account.contract(api)
                .get("billing_provider_configuration_schedule")
                .forEach(segment -> rows.add(List.of(
                        day(segment.get("effective_at")),
                        segment.get("effective_until").isNull() ? "open" : day(segment.get("effective_until")),
                        account.nameOf(
                                segment.at("/billing_provider_configuration/id").asString()))));
        printer.table(List.of("from", "until", "billing provider configuration"), rows);
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
        printer.table(List.of("invoice", "kind", "total", "provider holds", "billed by", "state", "receipt"), rows);
        return equal;
    }

    private List<String> row(JsonNode invoice, JsonNode delivery, BigDecimal total, BigDecimal held) {
        boolean usage = invoice.get("type").asString().equals("USAGE");
        return List.of(
                usage ? day(invoice.get("start_timestamp")).substring(0, 7) : day(invoice.get("issued_at")),
                invoice.get("type").asString().toLowerCase(java.util.Locale.ROOT),
                DemoAccount.dollars(total),
                DemoAccount.dollars(held),
                account.nameOf(delivery.get("billing_provider_configuration_id").asString()),
                delivery.get("state").asString(),
                delivery.path("provider_ref").asString("-"));
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
        List<List<String>> rows = new ArrayList<>();
        verdict.get("checks")
                .forEach(check -> rows.add(List.of(
                        check.get("name").asString(),
                        check.get("checked").asString(),
                        check.get("violations").asString())));
        printer.table(List.of("check", "checked", "violations"), rows);
        boolean ok = verdict.get("ok").booleanValue();
        if (ok) {
            printer.good("every invoice went to exactly one billing provider, exactly once");
        } else {
            printer.bad("violations: " + verdict.get("violations"));
        }
        return ok;
    }

    private static String day(JsonNode instant) {
        return instant.asString().substring(0, 10);
    }
}

package io.downbeat.lab.demo;

import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.sandbox.faults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** The product story of design.md part 6, against a running server over HTTP. */
final class DemoStory {
    private final DemoStage stage;
    private final ConsolePrinter printer;
    private final long began = System.nanoTime();
    private final List<String> survived = new ArrayList<>();
    private final DemoAccount account;

    DemoStory(DemoStage stage, ConsolePrinter printer) {
        this.stage = stage;
        this.printer = printer;
        this.account = DemoAccount.setUp(stage.api());
    }

    /** The id of the contract that moves. */
    String contract() {
        return account.contract;
    }

    /** @return whether everything ended as it should */
    boolean play() {
        printer.title(
                "Downbeat demo: a customer moves from Stripe to AWS Marketplace and back. Every invoice is sent once.");
        introduce();
        january();
        february();
        march();
        marketplace();
        june();
        return new DemoEnding(stage, account, printer).tell(survived, began);
    }

    private void introduce() {
        printer.chapter("Set up");
        printer.fact(
                "a Stripe account, an AWS role; customer Acme with two Stripe configurations and one AWS Marketplace"
                        + " one");
        printer.fact(
                "contract monthly from 2025-01-01: data transfer at $0.12 a GB, API calls in tiers, a $500.00 workshop"
                        + " in February");
        printer.fact("billed by %s (charged automatically)", account.nameOf(account.stripeCard));
    }

    private void january() {
        printer.chapter("January");
        use("2025-01-01", "2025-01-31");
        clock("2025-02-02T00:00:00Z");
        printer.fact("usage each day; finalized on 02-02 after 24 h of grace, on its way to Stripe");
        tellInvoice("2025-01-01");
    }

    private void february() {
        printer.chapter("February: the Stripe configuration was wrong");
        use("2025-02-02", "2025-02-09");
        clock("2025-02-10T09:00:00Z");
        printer.fact(
                "the workshop was charged on 02-03 and sent; on 02-10 the customer moves to %s (sent by mail)",
                account.nameOf(account.stripeInvoice));
        account.schedule(stage.api(), account.stripeInvoice, "START_OF_CURRENT_PERIOD");
        use("2025-02-10", "2025-02-28");
        fault("stripe", "create_invoice", "apply_then_drop");
        clock("2025-03-02T00:00:00Z");
        survived.add("Stripe made the February invoice, but its answer was lost: Downbeat asked before it did anything"
                + " again");
        tellInvoice("2025-02-01");
        printer.fact("the workshop stays where it was sent: %s", account.routeOfCharge(stage.api()));
    }

    private void march() {
        printer.chapter("March: AWS Marketplace is next");
        use("2025-03-02", "2025-03-15");
        clock("2025-03-16T12:00:00Z");
        JsonNode preview = account.preview(stage.api(), account.aws, "START_OF_NEXT_PERIOD");
        printer.fact(
                "on 03-16 a preview of the move to AWS Marketplace says: takes effect %s; then it is scheduled",
                date(preview.at("/data/effective_at").asString()));
        account.schedule(stage.api(), account.aws, "START_OF_NEXT_PERIOD");
        use("2025-03-16", "2025-03-31");
        killInTheMiddle();
        tellInvoice("2025-03-01");
    }

    /** Kills the node while Stripe works on its request: the request is applied, nobody hears the answer. */
    private void killInTheMiddle() {
        stage.sandbox().addFaults(List.of(Fault.of("stripe", "finalize", "slow").delayMillis(2_000)));
        int before = finalizeCalls();
        CompletableFuture<Void> advance = CompletableFuture.runAsync(
                () -> clock("2025-04-02T00:00:00Z"), task -> Thread.ofVirtual().start(task));
        while (finalizeCalls() == before && !advance.isDone()) {
            LockSupport.parkNanos(10_000_000);
        }
        long pid = stage.nodePid();
        stage.killNode();
        Instant free = Instant.now().plus(DemoStage.LEASE);
        printer.fact(
                "node %d is killed (SIGKILL) while Stripe works on the March invoice: another node starts, and takes"
                        + " the delivery over when the dead one's lease ends",
                pid);
        advance.exceptionally(cutOff -> null).join();
        try (Progress waiting = Progress.ofProcess("another node starts")) {
            stage.startNode();
            waiting.now(() -> lease(pid, free));
            clock("2025-04-02T00:00:00Z");
        }
        survived.add("node " + pid
                + " was killed (SIGKILL) while Stripe finalized the March invoice: another node took over");
    }

    private static String lease(long pid, Instant free) {
        long left = Duration.between(Instant.now(), free).toSeconds();
        return left > 0
                ? "the lease of node %d ends in %d s at most".formatted(pid, left)
                : "the new node asks Stripe what became of it";
    }

    private int finalizeCalls() {
        return stage.sandbox().calls().getOrDefault("stripe/finalize", 0);
    }

    private void marketplace() {
        printer.chapter("April and May: metered hourly to AWS Marketplace");
        use("2025-04-02", "2025-04-30");
        fault("aws", "batch_meter_usage", "apply_then_drop");
        use("2025-05-01", "2025-05-14");
        survived.add(
                "AWS took a metering record, but its answer was lost: the same frozen record went out again and was"
                        + " told apart");
        clock("2025-05-15T12:00:00Z");
        printer.fact("on 05-15 the customer decides to go back to Stripe from June");
        account.schedule(stage.api(), account.stripeInvoice, "START_OF_NEXT_PERIOD");
        use("2025-05-15", "2025-05-31");
        clock("2025-06-02T00:00:00Z");
        long records = stage.sandbox().ledger().stream()
                .filter(entry -> entry.provider().equals("aws"))
                .count();
        printer.fact("%d hourly records, each one hour and one quantity, none sent with another", records);
        tellInvoice("2025-04-01");
        tellInvoice("2025-05-01");
    }

    private void june() {
        printer.chapter("June: back at Stripe");
        use("2025-06-02", "2025-06-30");
        clock("2025-07-02T01:00:00Z");
        tellInvoice("2025-06-01");
    }

    /** Usage of each day from the first to the last, ingested in the afternoon of that day. */
    private void use(String first, String last) {
        LocalDate end = LocalDate.parse(last);
        try (Progress progress = Progress.ofProcess("usage")) {
            for (LocalDate day = LocalDate.parse(first); !day.isAfter(end); day = day.plusDays(1)) {
                progress.now("usage of " + day);
                clock(day + "T18:00:00Z");
                account.ingest(stage.api(), day);
            }
        }
    }

    private void clock(String instant) {
        stage.api()
                .post("/downbeat/v1/clock", Map.of("now", Instant.parse(instant).toString()));
    }

    private void fault(String provider, String step, String fault) {
        stage.sandbox().addFaults(List.of(Fault.of(provider, step, fault)));
    }

    private void tellInvoice(String periodStart) {
        printer.fact("%s", account.invoiceLine(stage.api(), periodStart));
    }

    private static String date(String instant) {
        return instant.length() < 10 ? instant : instant.substring(0, 10);
    }
}

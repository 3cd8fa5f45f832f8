package io.downbeat.lab.bench.invoices;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.Api;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * Many contracts whose grace ends at one instant. Nobody bills them, so that this is finalization and no delivery. Two
 * months: the first on a server that has never finalized an invoice, the second on one that has.
 */
public final class MonthEndBench {
    private static final String DATABASE = "bench_month_end";
    private static final int EVENTS_EACH = 100;
    private static final double MOST_MEGABYTES = 400;
    private static final String START = "2025-01-01T00:00:00Z";

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;
    private String cost = "";

    public MonthEndBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        double plain = monthEnds(Agreed.NOTHING, 1_200, "%,d contracts, %d events and 2 priced products each");
        monthEnds(
                Agreed.BALANCES,
                plain / 2,
                "%,d contracts with a prepaid commit, a monthly credit and two overrides, %d events each; the target is"
                        + " half of the one above");
    }

    /** What the contracts have beside prices. */
    private enum Agreed {
        NOTHING("invoices finalized at month end", "memory of the server at rest after it"),
        BALANCES("the same with commits, credits and overrides", "memory of the server at rest after that");

        private final String figure;
        private final String memory;

        Agreed(String figure, String memory) {
            this.figure = figure;
            this.memory = memory;
        }

        /** The commit lasts for some years, and the credit for part of what is used in a month. */
        String terms(Account account) {
            return switch (this) {
                case NOTHING -> "";
                case BALANCES -> account.balances(START, 10_000, 100) + account.overrides(START);
            };
        }
    }

    private double monthEnds(Agreed agreed, double target, String note) {
        environment.createDatabase(DATABASE);
        double rate;
        try (ServerUnderLoad server = environment.serve(DATABASE, "2025-01-31T12:00:00Z")) {
            Account account = new Account(server.api());
            List<String> customers = account.customers(scale.contracts());
            String card = account.rateCard(START);
            account.contracts(customers, card, START, List.of(), agreed.terms(account));
            use(server, customers, "2025-01-01T00:30:00Z", 1L << 48);
            double first = finish(server, account, "2025-02-01T12:00:00Z", "2025-02-02T00:00:00Z");
            check(server, customers, "2025-01-01");
            account.advance("2025-02-28T12:00:00Z");
            use(server, customers, "2025-02-01T00:30:00Z", 2L << 48);
            rate = finish(server, account, "2025-03-01T12:00:00Z", "2025-03-02T00:00:00Z");
            check(server, customers, "2025-02-01");
            findings.add(Figure.of(agreed.figure, rate, "invoices/s")
                    .target(target)
                    .note(note.formatted(scale.contracts(), EVENTS_EACH) + "; " + cost));
            findings.add(Figure.of("the same, a server's first month end", first, "invoices/s")
                    .note("Java has not compiled the path yet"));
            memory(server, agreed);
        }
        environment.dropDatabase(DATABASE);
        return rate;
    }

    private void memory(ServerUnderLoad server, Agreed agreed) {
        OptionalLong busy = server.residentBytes();
        LockSupport.parkNanos((long) (scale.restSeconds() * 1e9));
        OptionalLong rest = server.residentBytes();
        if (busy.isPresent() && rest.isPresent()) {
            Figure figure = Figure.of(agreed.memory, rest.getAsLong() / 1e6, "MB")
                    .note("VmRSS of the server's process %.0f s after both month ends; %.0f MB before that rest"
                            .formatted(scale.restSeconds(), busy.getAsLong() / 1e6));
            findings.add(scale.restOutlastsCollection() ? figure.target(MOST_MEGABYTES) : figure);
        }
    }

    /** From the clock reaching the end of grace until nothing due is left. */
    private double finish(ServerUnderLoad server, Account account, String almost, String grace) {
        account.advance(almost);
        environment.settle(DATABASE);
        long drafts = environment.number(
                DATABASE, "SELECT count(*) FROM invoice WHERE status = 'DRAFT' AND finalize_at = '" + grace + "'");
        findings.check("all wait for " + grace, drafts == scale.contracts(), "%,d drafts due then".formatted(drafts));
        CpuTimes before = server.cpu();
        long began = System.nanoTime();
        account.advance(grace);
        double seconds = (System.nanoTime() - began) / 1e9;
        cost = server.cpu().since(before).each(scale.contracts());
        return scale.contracts() / seconds;
    }

    private void use(ServerUnderLoad server, List<String> customers, String from, long seed) {
        var times = EventStream.times(from, Duration.ofMinutes(397), 100);
        EventsOnce.send(
                server.api(),
                new EventStream(seed, customers, EventStream.Spread.IN_TURN, times),
                customers.size() * EVENTS_EACH);
    }

    private void check(ServerUnderLoad server, List<String> customers, String month) {
        AtomicInteger whole = new AtomicInteger();
        AtomicLong events = new AtomicLong();
        Api.each(customers.size(), 8, i -> {
            JsonNode invoices =
                    server.api().get("/v1/customers/" + customers.get(i) + "/invoices?limit=10&status=FINALIZED");
            for (JsonNode invoice : invoices.get("data")) {
                if (invoice.get("start_timestamp").asString().startsWith(month)) {
                    whole.incrementAndGet();
                    events.addAndGet(calls(invoice));
                }
            }
        });
        long sent = environment.number(DATABASE, """
            SELECT count(*) FROM usage_event
            WHERE event_type = 'api_call' AND date_trunc('month', timestamp, 'UTC') = '%sT00:00:00Z'\
            """.formatted(month));
        findings.check(
                "every contract has its invoice of " + month.substring(0, 7),
                whole.get() == customers.size(),
                "%,d of %,d".formatted(whole.get(), customers.size()));
        findings.check(
                "the invoices of " + month.substring(0, 7) + " bill every call",
                events.get() == sent,
                "%,d of %,d".formatted(events.get(), sent));
    }

    /** A quantity that a balance pays in part stands on two lines, which add up to it exactly. */
    private static long calls(JsonNode invoice) {
        BigDecimal calls = BigDecimal.ZERO;
        for (JsonNode line : invoice.get("line_items")) {
            if (line.get("name").asString().equals("API calls")) {
                calls = calls.add(line.get("quantity").decimalValue());
            }
        }
        return calls.longValueExact();
    }
}

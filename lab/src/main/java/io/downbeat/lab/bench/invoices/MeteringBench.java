package io.downbeat.lab.bench.invoices;

import io.downbeat.app.SandboxSettings;
import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Contracts at AWS Marketplace, each with a commit that pays for part of what it used: an hour ends, and what is certain
 * to be due of each is worked out, recorded and sent. All of it is due within the next hour of business time.
 */
public final class MeteringBench {
    private static final String DATABASE = "bench_meter";
    private static final int EVENTS_EACH = 20;
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final String HELD =
            "SELECT count(DISTINCT buyer_key) FROM metering_record WHERE state IN ('SENT', 'CONFIRMED') AND hour ="
                    + " '%s'";

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;

    /** What the simulated marketplace takes for now: it refuses hours that are too old or to come. */
    private volatile Instant now = START;

    public MeteringBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        try (Sandbox sandbox = marketplace();
                ServerUnderLoad server =
                        environment.serve(DATABASE, START.toString(), SandboxSettings.of(sandbox.uri()))) {
            Account account = new Account(server.api());
            List<String> customers = account.customers(scale.metered());
            account.contracts(
                    customers,
                    account.rateCard(START.toString()),
                    START.toString(),
                    account.awsConfigurations(customers),
                    account.balances(START.toString(), 20, 10));
            hour(server, account, customers, START, 1);
            CpuTimes before = server.cpu();
            double seconds = hour(server, account, customers, START.plus(Duration.ofHours(2)), 2);
            findings.add(Figure.of("contracts metered at AWS in an hour", scale.metered() / seconds, "contracts/s")
                    .target(scale.metered() / 3600.0)
                    .note("%,d contracts with a commit and a credit, %d events each in the hour; done in %.0f s; %s"
                            .formatted(
                                    scale.metered(),
                                    EVENTS_EACH,
                                    seconds,
                                    server.cpu().since(before).each(scale.metered()))));
        }
        environment.dropDatabase(DATABASE);
    }

    private Sandbox marketplace() {
        try {
            return Sandbox.start("127.0.0.1", 0, () -> now);
        } catch (IOException e) {
            throw new UncheckedIOException("there is no simulated marketplace", e);
        }
    }

    /** @return from the clock reaching the hour's end until nothing due is left */
    private double hour(ServerUnderLoad server, Account account, List<String> customers, Instant from, int number) {
        to(account, from.plus(Duration.ofMinutes(50)));
        var times = EventStream.times(from.toString(), Duration.ofSeconds(30), 90);
        EventsOnce.send(
                server.api(),
                new EventStream((long) number << 48, customers, EventStream.Spread.IN_TURN, times),
                customers.size() * EVENTS_EACH);
        environment.settle(DATABASE);
        long began = System.nanoTime();
        to(account, from.plus(Duration.ofMinutes(119)));
        double seconds = (System.nanoTime() - began) / 1e9;
        long held = environment.number(DATABASE, HELD.formatted(from));
        findings.check(
                "every contract is metered for " + from,
                held == customers.size(),
                "%,d of %,d".formatted(held, customers.size()));
        return seconds;
    }

    private void to(Account account, Instant moment) {
        now = moment;
        account.advance(moment.toString());
    }
}

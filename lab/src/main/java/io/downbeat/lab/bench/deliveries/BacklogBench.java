package io.downbeat.lab.bench.deliveries;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.Watched;
import io.downbeat.sandbox.faults.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A queue that no pace can work off while we watch: many more deliveries than the accounts take. How much of each account's
 * pace is used, at several latencies; whether a slow or a broken account holds up the others; and what the queue costs the
 * server in memory.
 */
public final class BacklogBench {
    private static final String DATABASE = "bench_backlog";
    private static final int ACCOUNTS = 8;
    /** Calls a second and account: what a server asks of Stripe itself. */
    private static final int PACE = 20;

    /** Of the pace. */
    private static final double WANTED = 95;

    private static final double MEBI = 1 << 20;
    /** More than this, and the queue is in the server's memory: what is under way and Java's own take less. */
    private static final double MOST_GROWTH = 32 * MEBI;

    private static final Duration SETTLES = Duration.ofSeconds(5);
    private static final String SLOW = "acct_bench0";
    private static final String BROKEN = "acct_bench1";

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;

    public BacklogBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        Map<String, String> pace = Map.of("DOWNBEAT_STRIPE_CALLS_PER_SECOND", Integer.toString(PACE));
        try (ServerUnderLoad server = environment.serve(DATABASE, "system", pace)) {
            long before = server.liveBytes();
            queue(server);
            use("while they are finalized", List.of());
            awaitQueue();
            environment.settle(DATABASE);
            long full = server.liveBytes();
            use("Stripe answers at once", List.of());
            use("Stripe answers after 50 ms", everyCallTakes(50));
            use("Stripe answers after 500 ms", everyCallTakes(500));
            amongTroubled();
            memory(before, full, server.liveBytes());
        }
        environment.dropDatabase(DATABASE);
    }

    private static List<Fault> everyCallTakes(int millis) {
        return List.of(Fault.of("stripe", "*", "slow").always().delayMillis(millis));
    }

    /** Contracts whose charges all lie in the past: the server finalizes one invoice for each, as fast as it can. */
    private void queue(ServerUnderLoad server) {
        Account account = new Account(server.api());
        List<String> customers = account.customers(scale.queuedCustomers());
        List<String> configurations = account.stripeConfigurations(customers, account.stripeAccounts(ACCOUNTS));
        String product = account.fixedProduct("Seat");
        Instant first = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(scale.queuedEach() + 1));
        List<Instant> charges = IntStream.range(0, scale.queuedEach())
                .mapToObj(day -> first.plus(Duration.ofDays(day)))
                .toList();
        account.chargedContracts(customers, configurations, product, charges);
    }

    private void awaitQueue() {
        try (Connection look = environment.connect(DATABASE)) {
            new Watched("deliveries in the queue, of %,d".formatted(scale.queued()), Duration.ofMillis(200))
                    .until(
                            count -> count >= scale.queued(),
                            () -> BenchEnvironment.number(look, "SELECT count(*) FROM delivery"));
        } catch (SQLException e) {
            throw new IllegalStateException("the queue could not be counted", e);
        }
    }

    private void use(String when, List<Fault> faults) {
        Map<String, Double> used = measure(faults);
        double least = used.values().stream().mapToDouble(share -> share).min().orElse(0);
        double all = used.values().stream().mapToDouble(share -> share).sum() / ACCOUNTS;
        findings.add(Figure.of("pace used, " + when, all, "%")
                .target(WANTED)
                .note(String.format(
                        Locale.ROOT,
                        "%d accounts at %d calls/s each, %,d deliveries queued; the least used %.1f %%",
                        ACCOUNTS,
                        PACE,
                        queued(),
                        least)));
    }

    private void amongTroubled() {
        Map<String, Double> used = measure(List.of(
                Fault.of("stripe", "*", "slow").always().delayMillis(8_000).matching(SLOW),
                Fault.of("stripe", "*", "drop_before").always().matching(BROKEN)));
        List<Double> healthy = used.entrySet().stream()
                .filter(account ->
                        !account.getKey().equals(SLOW) && !account.getKey().equals(BROKEN))
                .map(Map.Entry::getValue)
                .toList();
        double least = healthy.stream().mapToDouble(share -> share).min().orElse(0);
        findings.add(Figure.of("pace used, beside a slow and a broken account", least, "%")
                .target(WANTED)
                .note(String.format(
                        Locale.ROOT,
                        "the least of %d healthy accounts; one answers after 8 s (%.0f %%), one never (%.0f %%)",
                        healthy.size(),
                        used.getOrDefault(SLOW, 0.0),
                        used.getOrDefault(BROKEN, 0.0))));
    }

    /** Percent of each account's pace that arrived there. */
    private Map<String, Double> measure(List<Fault> faults) {
        environment.sandbox().setFaults(faults);
        LockSupport.parkNanos(SETTLES.toNanos());
        Map<String, Integer> before = environment.sandbox().callsByAccount();
        long began = System.nanoTime();
        LockSupport.parkNanos((long) (scale.queueSeconds() * 1e9));
        Map<String, Integer> after = environment.sandbox().callsByAccount();
        double possible = (System.nanoTime() - began) / 1e9 * PACE;
        environment.sandbox().clearFaults();
        return after.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        count -> (count.getValue() - before.getOrDefault(count.getKey(), 0)) / possible * 100));
    }

    private void memory(long before, long full, long after) {
        List<String> detail = new ArrayList<>();
        for (long bytes : new long[] {before, full, after}) {
            detail.add(String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI));
        }
        findings.add(Figure.of("memory in use with the queue full", full / MEBI, "MiB")
                .note("before there was anything: " + detail.get(0) + "; after all measures: " + detail.get(2)));
        findings.check(
                "memory does not grow with the queue",
                full - before < MOST_GROWTH && after - before < MOST_GROWTH,
                "%s with nothing, %s with %,d deliveries, %s after minutes of them"
                        .formatted(detail.get(0), detail.get(1), scale.queued(), detail.get(2)));
    }

    private long queued() {
        return environment.number(
                DATABASE, "SELECT count(*) FROM delivery WHERE state IN ('PENDING', 'RETRY_WAIT', 'UNKNOWN')");
    }
}

package io.downbeat.lab.bench.servers;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Curve;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.Held;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import io.downbeat.lab.bench.load.Watched;
import io.downbeat.sandbox.faults.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Month ends on one database by one to four servers, with a Stripe that answers at once, soon and late. A server's first
 * few month ends run what Java has not compiled yet, so three of them do not count before the first server is measured, and
 * one whenever another joined: else the curve would show how warm the servers are rather than how many.
 */
public final class ServersBench {
    private static final String DATABASE = "bench_servers";
    private static final YearMonth FIRST = YearMonth.of(2025, 1);
    private static final int MOST = 4;
    private static final int ACCOUNTS = 8;
    private static final int EVENTS_EACH = 10;
    /** Month ends that do not count before the first server is measured alone. */
    private static final int WARM_UP = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    /** A month end takes seconds; a server that has not answered by then never will. */
    private static final int MOST_MINUTES = 10;

    private static final List<Integer> LATENCIES = List.of(0, 50, 500);

    /** So that four servers fit into what PostgreSQL allows; of one server alone too, so that they can be compared. */
    private static final Map<String, String> SETTINGS = Map.of("DOWNBEAT_DATABASE_CONNECTIONS", "20");

    private static final String DRAFTS_DUE =
            "SELECT count(*) FROM invoice WHERE status = 'DRAFT' AND finalize_at <= '%s'";
    private static final String DELIVERED = "SELECT count(*) FROM delivery WHERE state IN ('SENT', 'CONFIRMED')";

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;
    private final List<ServerUnderLoad> servers = new ArrayList<>();
    private final Map<Integer, List<Curve.Point>> finalized = new LinkedHashMap<>();
    private final Map<Integer, List<Curve.Point>> delivered = new LinkedHashMap<>();
    private YearMonth month = FIRST;

    public ServersBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        LATENCIES.forEach(millis -> {
            finalized.put(millis, new ArrayList<>());
            delivered.put(millis, new ArrayList<>());
        });
        try {
            serve();
            Account account = new Account(servers.getFirst().api());
            List<String> customers = customers(account);
            Held before = Held.by(environment.sandbox());
            measure(account, customers, WARM_UP);
            while (servers.size() < MOST) {
                serve();
                measure(account, customers, 1);
            }
            check(customers.size() * FIRST.until(month, ChronoUnit.MONTHS), before);
        } finally {
            servers.forEach(ServerUnderLoad::close);
        }
        environment.dropDatabase(DATABASE);
        tell();
    }

    private void serve() {
        servers.add(environment.serve(DATABASE, start(FIRST), SETTINGS));
    }

    private void measure(Account account, List<String> customers, int uncounted) {
        for (int i = 0; i < uncounted; i++) {
            monthEnd(account, customers, 0);
        }
        LATENCIES.forEach(millis -> count(account, customers, millis));
    }

    private List<String> customers(Account account) {
        List<String> customers = account.customers(scale.contracts());
        List<String> configurations = account.stripeConfigurations(customers, account.stripeAccounts(ACCOUNTS));
        account.contracts(customers, account.rateCard(start(FIRST)), start(FIRST), configurations);
        return customers;
    }

    private static String start(YearMonth month) {
        return month.atDay(1) + "T00:00:00Z";
    }

    private record Ended(double finalizedSeconds, double deliveredSeconds) {}

    private void count(Account account, List<String> customers, int millis) {
        List<Double> before = servers.stream().map(ServerUnderLoad::ownCpu).toList();
        Ended ended = monthEnd(account, customers, millis);
        String shares = shares(before);
        int count = servers.size();
        double invoices = customers.size() / ended.finalizedSeconds();
        double deliveries = customers.size() / ended.deliveredSeconds();
        finalized.getOrDefault(millis, List.of()).add(new Curve.Point(count, invoices));
        delivered.getOrDefault(millis, List.of()).add(new Curve.Point(count, deliveries));
        findings.add(Figure.of(
                        "servers: %d, Stripe after %d ms, deliveries".formatted(count, millis),
                        deliveries,
                        "deliveries/s")
                .note("%,.0f invoices/s finalized meanwhile; processor time by server: %s"
                        .formatted(invoices, shares)));
    }

    private String shares(List<Double> before) {
        List<String> shares = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            shares.add("%.1f s".formatted(servers.get(i).ownCpu() - before.get(i)));
        }
        return String.join(", ", shares);
    }

    /** One month of usage, its end, and everything delivered. */
    private Ended monthEnd(Account account, List<String> customers, int millis) {
        YearMonth next = month.plusMonths(1);
        account.advance(month.atEndOfMonth() + "T12:00:00Z");
        EventsOnce.send(
                servers.getFirst().api(),
                new EventStream(
                        FIRST.until(next, ChronoUnit.MONTHS) << 48,
                        customers,
                        EventStream.Spread.IN_TURN,
                        EventStream.times(month.atDay(1) + "T00:30:00Z", Duration.ofMinutes(397), 100)),
                customers.size() * EVENTS_EACH);
        account.advance(next.atDay(1) + "T12:00:00Z");
        environment.settle(DATABASE);
        month = next;
        environment
                .sandbox()
                .setFaults(
                        millis == 0
                                ? List.of()
                                : List.of(
                                        Fault.of("stripe", "*", "slow").always().delayMillis(millis)));
        try {
            return timed(next.atDay(2) + "T00:00:00Z", customers.size());
        } finally {
            environment.sandbox().clearFaults();
        }
    }

    private Ended timed(String grace, int invoices) {
        try (Connection look = environment.connect(DATABASE)) {
            long before = BenchEnvironment.number(look, DELIVERED);
            long began = System.nanoTime();
            CompletableFuture<Void> quiet = advance(grace);
            new Watched("drafts due by " + grace, BETWEEN_LOOKS)
                    .until(
                            left -> left == 0 || quiet.isDone(),
                            () -> BenchEnvironment.number(look, DRAFTS_DUE.formatted(grace)));
            double finalizedSeconds = (System.nanoTime() - began) / 1e9;
            quiet.join();
            // The one that was asked may be through with its own while others still are not.
            long wanted = before + invoices;
            new Watched("deliveries at Stripe, of %,d".formatted(wanted), BETWEEN_LOOKS)
                    .until(count -> count >= wanted, () -> BenchEnvironment.number(look, DELIVERED));
            return new Ended(finalizedSeconds, (System.nanoTime() - began) / 1e9);
        } catch (SQLException e) {
            throw new IllegalStateException("the deliveries could not be counted", e);
        }
    }

    /** Each server is told: on a simulated clock the one that is told works through what is due, and the others may sleep. */
    private CompletableFuture<Void> advance(String to) {
        return CompletableFuture.allOf(servers.stream()
                        .map(server -> CompletableFuture.runAsync(
                                () -> new Account(server.api()).advance(to),
                                told -> Thread.ofPlatform().start(told)))
                        .toArray(CompletableFuture[]::new))
                .orTimeout(MOST_MINUTES, TimeUnit.MINUTES);
    }

    private void check(long invoices, Held before) {
        Held came = Held.by(environment.sandbox()).since(before);
        findings.check(
                "every invoice of all servers is at Stripe once",
                came.isOnceEach(invoices),
                "%,d finalized, %,d at Stripe, %,d different".formatted(invoices, came.entries(), came.references()));
    }

    private void tell() {
        findings.curve(new Curve(
                "servers-deliveries",
                "Deliveries a second by servers, from a month's end to the last delivery",
                Curve.Axis.linear("servers on one database"),
                Curve.Axis.linear("deliveries/s"),
                lines(delivered)));
        findings.curve(new Curve(
                "servers-month-end",
                "Invoices finalized a second by servers, while they are delivered",
                Curve.Axis.linear("servers on one database"),
                Curve.Axis.linear("invoices/s"),
                lines(finalized)));
    }

    private static List<Curve.Line> lines(Map<Integer, List<Curve.Point>> byLatency) {
        return byLatency.entrySet().stream()
                .map(line -> new Curve.Line("Stripe after " + line.getKey() + " ms", line.getValue()))
                .collect(Collectors.toList());
    }
}

package io.downbeat.lab.bench.deliveries;

import io.downbeat.lab.bench.accounts.Account;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.CpuTimes;
import io.downbeat.lab.bench.ground.Held;
import io.downbeat.lab.bench.ground.Scale;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.load.EventStream;
import io.downbeat.lab.bench.load.EventsOnce;
import io.downbeat.sandbox.faults.Fault;
import java.time.Duration;
import java.util.List;

/**
 * Finalized invoices on their way to the simulated Stripe: claimed, announced, sent step by step, checked, recorded.
 * Finalization and delivery run at once in the server, so what counts is from the end of the month to the last delivery, with
 * the finalization of each invoice in it: a rate that began later would count what was half delivered by then.
 */
public final class DeliveryBench {
    private static final String DATABASE = "bench_deliver";
    private static final int EVENTS_EACH = 10;
    /** A server keeps few deliveries of one account under way at once; one alone would measure that limit. */
    private static final int ACCOUNTS = 8;

    private static final String DELIVERED = "SELECT count(*) FROM delivery WHERE state IN ('SENT', 'CONFIRMED')";

    private final BenchEnvironment environment;
    private final Scale scale;
    private final Findings findings;

    public DeliveryBench(BenchEnvironment environment, Scale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run() {
        environment.createDatabase(DATABASE);
        try (ServerUnderLoad server = environment.serve(DATABASE, "2025-01-31T12:00:00Z")) {
            Account account = new Account(server.api());
            List<String> customers = customers(account, "2025-01-01T00:00:00Z");
            Held before = Held.by(environment.sandbox());
            use(server, customers, "2025-01-01T00:30:00Z", 1L << 48);
            deliver(server, account, "2025-02-01T12:00:00Z", "2025-02-02T00:00:00Z");
            account.advance("2025-02-28T12:00:00Z");
            use(server, customers, "2025-02-01T00:30:00Z", 2L << 48);
            add("at once", deliver(server, account, "2025-03-01T12:00:00Z", "2025-03-02T00:00:00Z"));
            account.advance("2025-03-31T12:00:00Z");
            use(server, customers, "2025-03-01T00:30:00Z", 3L << 48);
            environment
                    .sandbox()
                    .addFaults(List.of(Fault.of("stripe", "*", "slow").always().delayMillis(50)));
            add("after 50 ms", deliver(server, account, "2025-04-01T12:00:00Z", "2025-04-02T00:00:00Z"));
            environment.sandbox().clearFaults();
            check(3L * customers.size(), before);
        }
        environment.dropDatabase(DATABASE);
    }

    private List<String> customers(Account account, String start) {
        List<String> customers = account.customers(scale.deliveries());
        List<String> configurations = account.stripeConfigurations(customers, account.stripeAccounts(ACCOUNTS));
        account.contracts(customers, account.rateCard(start), start, configurations);
        return customers;
    }

    private void use(ServerUnderLoad server, List<String> customers, String from, long seed) {
        var times = EventStream.times(from, Duration.ofMinutes(397), 100);
        var stream = new EventStream(seed, customers, EventStream.Spread.IN_TURN, times);
        EventsOnce.send(server.api(), stream, customers.size() * EVENTS_EACH);
    }

    private record Rate(double perSecond, double callsEach, String cost) {}

    private void add(String answering, Rate rate) {
        findings.add(Figure.of("deliveries to a Stripe that answers " + answering, rate.perSecond(), "deliveries/s")
                .note("%.1f requests each, over %d accounts; %s".formatted(rate.callsEach(), ACCOUNTS, rate.cost())));
    }

    private Rate deliver(ServerUnderLoad server, Account account, String almost, String grace) {
        account.advance(almost);
        environment.settle(DATABASE);
        long callsBefore = calls();
        long before = environment.number(DATABASE, DELIVERED);
        CpuTimes cpu = server.cpu();
        long began = System.nanoTime();
        account.advance(grace);
        double seconds = (System.nanoTime() - began) / 1e9;
        CpuTimes spent = server.cpu().since(cpu);
        long delivered = environment.number(DATABASE, DELIVERED) - before;
        return new Rate(delivered / seconds, (calls() - callsBefore) / (double) delivered, spent.each(delivered));
    }

    private long calls() {
        return environment.sandbox().calls().entrySet().stream()
                .filter(step -> step.getKey().startsWith("stripe/"))
                .mapToLong(step -> step.getValue())
                .sum();
    }

    private void check(long invoices, Held before) {
        Held came = Held.by(environment.sandbox()).since(before);
        findings.check(
                "every invoice is at Stripe once",
                came.isOnceEach(invoices),
                "%,d finalized, %,d at Stripe, %,d different".formatted(invoices, came.entries(), came.references()));
    }
}

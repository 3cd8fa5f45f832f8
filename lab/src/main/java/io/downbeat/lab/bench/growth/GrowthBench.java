package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.growth.GrownAccounts.Grown;
import java.util.List;
import java.util.Set;

/** What becomes slower as there is more of it, and what does not. Takes minutes, and with a hundred million events hours. */
public final class GrowthBench {
    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;

    /** What grows. */
    public enum Growing {
        EVENTS,
        MONTHS,
        CONTRACTS,
        CUSTOMERS
    }

    public GrowthBench(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    public void run(Set<Growing> wanted) {
        for (Growing each : wanted) {
            switch (each) {
                case EVENTS -> {
                    findings.tell("events that come in, up to %,d".formatted(scale.events()));
                    new IngestGrowth(environment, scale, findings).run();
                }
                case MONTHS -> {
                    findings.tell("a month that is dropped while events come in");
                    new DroppedMonths(environment, scale, findings).run();
                }
                case CONTRACTS -> {
                    findings.tell("month ends of up to %,d contracts".formatted(scale.contracts()));
                    new MonthEndGrowth(environment, scale, findings).run();
                }
                case CUSTOMERS -> customers();
            }
        }
    }

    private void customers() {
        findings.tell("two accounts, of %,d and %,d customers"
                .formatted(scale.customers() / GrownAccounts.TIMES, scale.customers()));
        var accounts = new GrownAccounts(environment, scale, findings);
        List<Grown> both = accounts.seed();
        new StoredBytes(environment, findings).ofInvoices(both.getLast().database());
        new GrownReads(environment, scale, findings).run(both.getFirst(), both.getLast());
        new GrownChecks(environment, findings).run(both);
        accounts.drop();
    }
}

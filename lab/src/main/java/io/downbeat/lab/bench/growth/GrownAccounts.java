package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.CopiedCustomers;
import io.downbeat.lab.bench.accounts.PrototypeCustomers;
import io.downbeat.lab.bench.accounts.PrototypeCustomers.Prototype;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One account twice: as it is, and with ten times the customers. Both are copies of the same few customers. */
final class GrownAccounts {
    static final int TIMES = 10;
    private static final String PLAYED = "bench_growth_played";
    private static final String SMALL = "bench_growth_small";
    private static final String LARGE = "bench_growth_large";

    /**
     * @param database where it is
     * @param prototypes with the copies that it has of each
     * @param invoices that it holds
     */
    record Grown(String database, List<Prototype> prototypes, long invoices) {
        /** The id that one of its copies of the prototype has, somewhere in the middle. */
        String copied(Prototype prototype, String id) {
            return CopiedCustomers.id(id, Math.max(1, prototype.copies() / 2));
        }
    }

    private final BenchEnvironment environment;
    private final GrowthScale scale;
    private final Findings findings;

    GrownAccounts(BenchEnvironment environment, GrowthScale scale, Findings findings) {
        this.environment = environment;
        this.scale = scale;
        this.findings = findings;
    }

    /** The small one first. */
    List<Grown> seed() {
        environment.createDatabase(PLAYED);
        List<Prototype> prototypes;
        try (ServerUnderLoad server = environment.serve(PLAYED, PrototypeCustomers.clock(scale.months()))) {
            prototypes =
                    new PrototypeCustomers(server.api(), environment.sandbox(), scale.months()).play(scale.customers());
        }
        environment.sandbox().clearFaults();
        List<Prototype> fewer = new ArrayList<>();
        prototypes.forEach(each ->
                fewer.add(new Prototype(each.customer(), each.contract(), Math.max(1, each.copies() / TIMES))));
        List<Grown> both = List.of(copy(SMALL, fewer), copy(LARGE, prototypes));
        environment.dropDatabase(PLAYED);
        return both;
    }

    void drop() {
        environment.dropDatabase(SMALL);
        environment.dropDatabase(LARGE);
    }

    private Grown copy(String database, List<Prototype> prototypes) {
        environment.createDatabase(database, PLAYED);
        long began = System.nanoTime();
        try (Connection connection = environment.connect(database)) {
            new CopiedCustomers(connection, CopiedCustomers.Sendings.ALL).copy(prototypes);
        } catch (SQLException e) {
            throw new IllegalStateException("the account could not be seeded", e);
        }
        environment.settle(database);
        long invoices = environment.number(database, "SELECT count(*) FROM invoice");
        findings.add(Figure.of("seeding %,d invoices".formatted(invoices), (System.nanoTime() - began) / 1e9, "s"));
        return new Grown(database, prototypes, invoices);
    }
}

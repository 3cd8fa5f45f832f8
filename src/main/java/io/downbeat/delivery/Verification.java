package io.downbeat.delivery;

import static io.downbeat.delivery.DeliveryRows.utc;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks the invariants on live data. Reads only; takes no lock. */
public class Verification {
    /** More of one kind than a person reads. */
    private static final int SHOWN = 100;

    private final JdbcClient database;
    private final List<Check> checks;
    private final InstantSource clock;

    /** @param violations how many there are, of which at most a hundred are shown */
    public record Checked(String name, long checked, long violations) {}

    public record Violation(String check, @Nullable UUID invoiceId, String detail) {}

    public record Verdict(boolean ok, List<Checked> checks, List<Violation> violations) {}

    public Verification(JdbcClient database, List<Checks> checks, InstantSource clock) {
        this.database = database;
        this.checks = checks.stream().flatMap(each -> each.all().stream()).toList();
        this.clock = clock;
    }

    /** For a process without a server: the invariants of invoices and deliveries, and those the adapters add. */
    public static Verification of(JdbcClient database, List<Checks> adapters, InstantSource clock) {
        List<Checks> all = new ArrayList<>(List.of(new InvoiceChecks()));
        all.addAll(adapters);
        return new Verification(database, all, clock);
    }

    /** @param from inclusive, @param until exclusive; what was finalized in between is looked at */
    public Verdict verify(Instant from, Instant until) {
        List<Checked> done = new ArrayList<>();
        List<Violation> all = new ArrayList<>();
        for (Check check : checks) {
            long looked = bound(check.counting(), from, until).query(Long.class).single();
            List<Violation> found = bound(check.finding(), from, until)
                    .query((row, number) -> new Violation(
                            check.name(), row.getObject("invoice_id", UUID.class), row.getString("detail")))
                    .list();
            done.add(new Checked(check.name(), looked, found.size()));
            all.addAll(found.subList(0, Math.min(SHOWN, found.size())));
        }
        return new Verdict(all.isEmpty(), List.copyOf(done), List.copyOf(all));
    }

    private JdbcClient.StatementSpec bound(String sql, Instant from, Instant until) {
        return database.sql(sql)
                .param("from", utc(from))
                .param("until", utc(until))
                .param("now", utc(clock.instant()));
    }
}

package io.downbeat.delivery.audit;

import io.downbeat.delivery.Check;
import io.downbeat.delivery.Checks;
import io.downbeat.delivery.ComputedCheck;
import io.downbeat.platform.Rows;
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
    private final List<Checks> checks;
    private final InstantSource clock;

    /** @param violations how many there are, of which at most a hundred are shown */
    public record Checked(String name, long checked, long violations) {}

    public record Violation(String check, @Nullable UUID invoiceId, String detail) {}

    public record Verdict(boolean ok, List<Checked> checks, List<Violation> violations) {}

    public Verification(JdbcClient database, List<Checks> checks, InstantSource clock) {
        this.database = database;
        this.checks = List.copyOf(checks);
        this.clock = clock;
    }

    /** For a process without a server: the invariants of invoices and deliveries, and those the adapters add. */
    public static Verification of(JdbcClient database, List<Checks> adapters, InstantSource clock) {
        List<Checks> all = new ArrayList<>(own());
        all.addAll(adapters);
        return new Verification(database, all, clock);
    }

    static List<Checks> own() {
        return List.of(new InvoiceChecks(), new DeliveryChecks(), new HistoryChecks(), new ScheduleChecks());
    }

    /** @param from inclusive, @param until exclusive; what was finalized in between is looked at */
    public Verdict verify(Instant from, Instant until) {
        var span = new ComputedCheck.Span(from, until, clock.instant());
        List<Checked> done = new ArrayList<>();
        List<Violation> all = new ArrayList<>();
        for (Checks group : checks) {
            group.all().forEach(check -> note(check.name(), asked(check, span), done, all));
            group.computed().forEach(check -> note(check.name(), check.over(database, span), done, all));
        }
        return new Verdict(all.isEmpty(), List.copyOf(done), List.copyOf(all));
    }

    private static void note(String name, ComputedCheck.Looked looked, List<Checked> done, List<Violation> all) {
        List<ComputedCheck.Fault> faults = looked.faults();
        done.add(new Checked(name, looked.checked(), faults.size()));
        faults.stream().limit(SHOWN).forEach(fault -> all.add(new Violation(name, fault.invoiceId(), fault.detail())));
    }

    private ComputedCheck.Looked asked(Check check, ComputedCheck.Span span) {
        long looked = bound(check.counting(), span).query(Long.class).single();
        return new ComputedCheck.Looked(
                looked,
                bound(check.finding(), span)
                        .query((row, number) -> new ComputedCheck.Fault(
                                row.getObject("invoice_id", UUID.class), row.getString("detail")))
                        .list());
    }

    private JdbcClient.StatementSpec bound(String sql, ComputedCheck.Span span) {
        return database.sql(sql)
                .param("from", Rows.at(span.from()))
                .param("until", Rows.at(span.until()))
                .param("now", Rows.at(span.now()));
    }
}

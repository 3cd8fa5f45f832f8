package io.downbeat.verification;

import io.downbeat.platform.db.PassingFailure;
import io.downbeat.platform.db.Rows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Checks the invariants on live data. Reads only; takes no lock. */
public class Verification {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

    /** More of one kind than a person reads. */
    static final int SHOWN = 100;

    /** All of them are counted; in memory are those that are shown. */
    private static final String SOME = """
        SELECT invoice_id, detail, count(*) OVER () AS violations FROM (%%s) found LIMIT %d
        """.formatted(SHOWN);

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

    /** For a process without a server: the invariants of invoices, balances and deliveries, and those the adapters add. */
    public static Verification of(JdbcClient database, List<Checks> adapters, InstantSource clock) {
        List<Checks> all = new ArrayList<>(own());
        all.addAll(adapters);
        return new Verification(database, all, clock);
    }

    static List<Checks> own() {
        return List.of(
                new InvoiceChecks(),
                new BalanceChecks(),
                new SubscriptionChecks(),
                new TermChecks(),
                new PurchaseChecks(),
                new AlertChecks(),
                new MessageChecks(),
                new CustomFieldChecks(),
                new DeliveryChecks(),
                new HierarchyChecks(),
                new HistoricalChecks(),
                new HistoryChecks(),
                new ScheduleChecks());
    }

    /**
     * @param from inclusive; what was finalized from then on is looked at
     * @param until exclusive
     */
    public Verdict verify(Instant from, Instant until) {
        var span = new ComputedCheck.Span(from, until, clock.instant());
        List<Checked> done = new ArrayList<>();
        List<Violation> all = new ArrayList<>();
        for (Checks group : checks) {
            group.all().forEach(check -> note(check.name(), kept(check.name(), () -> asked(check, span)), done, all));
            group.computed()
                    .forEach(check ->
                            note(check.name(), kept(check.name(), () -> check.over(database, span)), done, all));
        }
        return new Verdict(all.isEmpty(), List.copyOf(done), List.copyOf(all));
    }

    /** A verdict's checks by what they are about, in the order in which they are made. */
    public Map<String, List<Checked>> bySubject(Verdict verdict) {
        Map<String, Checked> byName = new HashMap<>();
        verdict.checks().forEach(check -> byName.put(check.name(), check));
        Map<String, List<Checked>> subjects = new LinkedHashMap<>();
        for (Checks group : checks) {
            List<Checked> of = subjects.computeIfAbsent(group.subject(), _ -> new ArrayList<>());
            group.all().forEach(check -> of.add(Objects.requireNonNull(byName.get(check.name()), check.name())));
            group.computed().forEach(check -> of.add(Objects.requireNonNull(byName.get(check.name()), check.name())));
        }
        return subjects;
    }

    /** Whether any invoice was finalized in this span; without one a verdict says nothing. */
    public boolean hasInvoices(Instant from, Instant until) {
        var span = new ComputedCheck.Span(from, until, clock.instant());
        return bound(InvoiceChecks.INVOICES, span).query(Long.class).single() > 0;
    }

    /**
     * A check that fails is a violation of its own, and the others go on. In a request that is one transaction a failed
     * statement would spoil all that follow, hence the savepoint.
     */
    private ComputedCheck.CheckResult kept(String name, Supplier<ComputedCheck.CheckResult> check) {
        boolean inTransaction = TransactionSynchronizationManager.isActualTransactionActive();
        if (inTransaction) {
            database.sql("SAVEPOINT one_check").update();
        }
        try {
            return check.get();
        } catch (RuntimeException failure) {
            if (PassingFailure.of(failure).isPresent()) {
                throw failure;
            }
            if (inTransaction) {
                database.sql("ROLLBACK TO SAVEPOINT one_check").update();
            }
            LOG.error("the check {} could not be carried out", name, failure);
            return new ComputedCheck.CheckResult(
                    0,
                    List.of(new ComputedCheck.Fault(
                            null, "the check could not be carried out, so nothing is known: " + failure)));
        }
    }

    private static void note(String name, ComputedCheck.CheckResult looked, List<Checked> done, List<Violation> all) {
        List<ComputedCheck.Fault> faults = looked.faults();
        done.add(new Checked(name, looked.checked(), looked.violations()));
        faults.stream().limit(SHOWN).forEach(fault -> all.add(new Violation(name, fault.invoiceId(), fault.detail())));
    }

    private ComputedCheck.CheckResult asked(Check check, ComputedCheck.Span span) {
        long looked = bound(check.counting(), span).query(Long.class).single();
        long[] violations = new long[1];
        List<ComputedCheck.Fault> shown = bound(SOME.formatted(check.finding()), span)
                .query((row, number) -> {
                    violations[0] = row.getLong("violations");
                    return new ComputedCheck.Fault(row.getObject("invoice_id", UUID.class), row.getString("detail"));
                })
                .list();
        return new ComputedCheck.CheckResult(looked, violations[0], shown);
    }

    private JdbcClient.StatementSpec bound(String sql, ComputedCheck.Span span) {
        return database.sql(sql)
                .param("from", Rows.at(span.from()))
                .param("until", Rows.at(span.until()))
                .param("now", Rows.at(span.now()));
    }
}

package io.downbeat.lab.bench.growth;

import io.downbeat.lab.bench.accounts.PrototypeCustomers;
import io.downbeat.lab.bench.figures.Curve;
import io.downbeat.lab.bench.figures.Figure;
import io.downbeat.lab.bench.figures.Findings;
import io.downbeat.lab.bench.ground.BenchEnvironment;
import io.downbeat.lab.bench.ground.ServerUnderLoad;
import io.downbeat.lab.bench.growth.GrownAccounts.Grown;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is read whole, {@code verify} and {@code reconcile}, by a server with a small heap: in time that grows as the data does. */
final class GrownChecks {
    /** A server that needed more as there is more to look at would end here. */
    private static final List<String> SMALL_HEAP = List.of("-Xmx384m");

    /** Of what ten times the data may take, for ten times the work and some noise. */
    private static final double LINEAR = 1.25;

    /** On the system clock nothing of an account that lives in another year may fall due. */
    private static final String[] ASLEEP = {
        "SET session_replication_role = replica",
        "DELETE FROM simulated_clock",
        "UPDATE invoice SET finalize_at = '2999-01-01T00:00:00Z' WHERE status = 'DRAFT'",
        "UPDATE invoicing_cursor SET next_period_start = NULL",
        "UPDATE delivery SET next_attempt_at = '2999-01-01T00:00:00Z' WHERE state NOT IN ('SENT', 'CONFIRMED')",
    };

    private static final String RANGE = "{\"from\": \"2000-01-01T00:00:00Z\", \"to\": \"2100-01-01T00:00:00Z\"}";

    private final BenchEnvironment environment;
    private final Findings findings;
    private final List<Curve.Point> verified = new ArrayList<>();
    private final List<Curve.Point> reconciled = new ArrayList<>();

    GrownChecks(BenchEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    void run(List<Grown> accounts) {
        accounts.forEach(this::verify);
        accounts.forEach(this::reconcile);
        linear("verify", verified);
        linear("reconcile", reconciled);
        findings.curve(new Curve(
                "whole-account",
                "What is read whole, by invoices",
                Curve.Axis.logarithmic("invoices"),
                Curve.Axis.logarithmic("seconds"),
                List.of(new Curve.Line("verify", verified), new Curve.Line("reconcile", reconciled))));
    }

    private void verify(Grown account) {
        try (ServerUnderLoad server =
                environment.serve(account.database(), PrototypeCustomers.NOW, Map.of(), SMALL_HEAP)) {
            long began = System.nanoTime();
            JsonNode verdict = server.api().post("/downbeat/v1/verify", "{}");
            add("verify", account, (System.nanoTime() - began) / 1e9, server, verified);
            findings.check(
                    "every promise holds of %,d invoices".formatted(account.invoices()),
                    verdict.get("ok").asBoolean(),
                    "%d checks%s".formatted(verdict.get("checks").size(), broken(verdict.get("checks"))));
        }
    }

    private static String broken(JsonNode checks) {
        StringBuilder broken = new StringBuilder();
        for (JsonNode check : checks) {
            if (check.get("violations").asLong() > 0) {
                broken.append("; ")
                        .append(check.get("violations"))
                        .append(" of ")
                        .append(check.get("name").asString());
            }
        }
        return broken.toString();
    }

    private static String first(JsonNode violations) {
        return violations.isEmpty() ? "no violation" : violations.get(0).toString();
    }

    private void reconcile(Grown account) {
        environment.tell(account.database(), ASLEEP);
        try (Connection database = environment.connect(account.database());
                ListingStripe stripe = ListingStripe.start(database);
                ServerUnderLoad server = environment.serve(
                        account.database(),
                        "system",
                        Map.of(
                                "DOWNBEAT_STRIPE_API_BASE",
                                stripe.uri().toString(),
                                "DOWNBEAT_STRIPE_CALLS_PER_SECOND",
                                "10000"),
                        SMALL_HEAP)) {
            long began = System.nanoTime();
            JsonNode result = server.api().post("/downbeat/v1/reconcile", RANGE);
            add("reconcile", account, (System.nanoTime() - began) / 1e9, server, reconciled);
            compared(account, result);
        } catch (SQLException e) {
            throw new IllegalStateException("the deliveries could not be listed", e);
        }
    }

    private void compared(Grown account, JsonNode result) {
        long checked = 0;
        for (JsonNode each : result.get("accounts")) {
            checked += each.get("checked").asLong();
        }
        long sent = environment.number(
                account.database(), "SELECT count(*) FROM delivery WHERE state IN ('SENT', 'CONFIRMED')");
        findings.check(
                "nothing differs among %,d deliveries".formatted(sent),
                checked == sent && result.get("findings").isEmpty(),
                "%,d compared; %s".formatted(checked, first(result.get("findings"))));
    }

    private void add(String what, Grown account, double seconds, ServerUnderLoad server, List<Curve.Point> points) {
        points.add(new Curve.Point(account.invoices(), seconds));
        findings.add(Figure.of("%s of %,d invoices".formatted(what, account.invoices()), seconds, "s")
                .note("by a server with %s, which held at most %.0f MB"
                        .formatted(SMALL_HEAP.getFirst(), server.peakBytes().orElse(0) / 1e6)));
    }

    private void linear(String what, List<Curve.Point> points) {
        Curve.Point few = points.getFirst();
        Curve.Point many = points.getLast();
        double beside = many.y() / few.y() / (many.x() / few.x());
        findings.add(Figure.of(what + ", of what its growth explains", beside, "times")
                .target(LINEAR)
                .note("%.1f times the invoices took %.1f times as long"
                        .formatted(many.x() / few.x(), many.y() / few.y())));
    }
}

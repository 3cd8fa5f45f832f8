package io.downbeat.customeralerts;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.CopiedCustomers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One spend alert for 100,000 customers, each with a contract, a draft and hours of usage. Run by hand: its figures stand in
 * docs/api/alerts.md. {@code BENCH_CUSTOMERS} says for how many.
 */
class AlertsBench {
    private static final int CUSTOMERS = Integer.parseInt(System.getenv().getOrDefault("BENCH_CUSTOMERS", "100000"));
    private static final Duration LONGEST = Duration.ofSeconds(200);

    @Test
    void one_alert_for_every_customer() throws Exception {
        try (AlertsFixture alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of())) {
            AccountFixture.Customer first = alerts.using();
            alerts.use(first, 10);
            alerts.later();
            time("copied", () -> {
                alerts.copy(first, CUSTOMERS);
                return "";
            });
            JdbcClient database = alerts.server.bean(JdbcClient.class);
            String alert = time(
                    "made",
                    () -> alerts.create("spend_threshold_reached", "1000", "")
                            .ok()
                            .at("/data/id")
                            .stringValue());
            time("everybody evaluated", () -> evaluated(database) + " states");
            database.sql("DELETE FROM customer_alert_spread").update();
            database.sql("DELETE FROM customer_alert_change").update();
            alerts.api()
                    .post("/v1/ingest", """
                        [{"transaction_id": "crossing", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
                          "properties": {"n": "1000"}}]\
                        """.formatted(
                            CopiedCustomers.id(first.id(), 77), alerts.now().minusSeconds(60)))
                    .ok();
            time("one customer's usage noticed and told", () -> {
                alerts.later();
                return alerts.told(alert, "current_spend").toString();
            });
            EvaluateDueCustomers evaluating = alerts.server.bean(EvaluateDueCustomers.class);
            time("asked what is due next", () -> evaluating.nextDue().toString());
        }
    }

    /** The server's own job is at work while the clock stands. */
    private static long evaluated(JdbcClient database) {
        long since = System.nanoTime();
        while (true) {
            long states = database.sql("SELECT count(*) FROM customer_alert_state")
                    .query(Long.class)
                    .single();
            Duration took = Duration.ofNanos(System.nanoTime() - since);
            System.out.println("BENCH " + took.toSeconds() + " s: " + states + " states");
            if (states >= CUSTOMERS || took.compareTo(LONGEST) > 0) {
                return states;
            }
            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
        }
    }

    private static String time(String what, Callable<String> work) throws Exception {
        long since = System.nanoTime();
        String result = work.call();
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        System.out.println("BENCH " + what + ": " + took.toMillis() + " ms " + result);
        return result;
    }
}

package io.downbeat.customeralerts;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.CopiedCustomers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One spend alert for 100,000 customers, each with a contract, a draft and hours of usage. Run by hand: its figures stand in
 * docs/api/alerts.md.
 */
class AlertsBench {
    private static final int CUSTOMERS = Integer.getInteger("customers", 100_000);

    @Test
    void one_alert_for_every_customer() throws Exception {
        try (AlertsFixture alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of())) {
            AccountFixture.Customer first = alerts.using();
            alerts.use(first, 10);
            alerts.later();
            CopiedCustomers.copy(alerts.server.database(), first.id(), 1, CUSTOMERS);
            System.out.println(CUSTOMERS + " customers");

            String alert = time(
                    "made",
                    () -> alerts.create("spend_threshold_reached", "1000", "")
                            .ok()
                            .at("/data/id")
                            .stringValue());
            time("first and second look at everybody", () -> {
                alerts.later();
                return "";
            });
            JdbcClient database = alerts.server.bean(JdbcClient.class);
            System.out.println(database.sql("SELECT count(*) FROM customer_alert_state")
                            .query(Long.class)
                            .single() + " states");
            String copy = CopiedCustomers.id(first.id(), 77);
            alerts.api()
                    .post("/v1/ingest", """
                        [{"transaction_id": "crossing", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
                          "properties": {"n": "1000"}}]\
                        """.formatted(copy, alerts.now().minusSeconds(60)))
                    .ok();
            time("one customer's usage noticed and told", () -> {
                alerts.later();
                return alerts.told(alert, "current_spend").toString();
            });
            database.sql("""
                INSERT INTO usage_arrival (customers, arrived_at)
                SELECT array_agg(id), :at FROM (SELECT id, row_number() OVER () / 500 AS part FROM customer) c GROUP BY part
                """).param("at", alerts.now().atOffset(ZoneOffset.UTC)).update();
            time("everybody's usage looked at", () -> {
                alerts.later();
                return "";
            });
            IntSupplier nothing =
                    () -> alerts.server.bean(LookAtCustomers.class).nextDue().isPresent() ? 1 : 0;
            time("what is due next", () -> String.valueOf(nothing.getAsInt()));
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

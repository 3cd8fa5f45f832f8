package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.CopiedCustomers;
import io.downbeat.testing.QueryLog;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What evaluations cost: statements, which do not grow with customers, and index scans, which do not grow with what is not due. */
class EvaluationCostTest {
    private static final int MANY = 100;

    @Test
    void evaluating_many_customers_takes_as_many_statements_as_evaluating_a_few() throws Exception {
        try (AlertsFixture alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of())) {
            AccountFixture.Customer first = alerts.using();
            alerts.use(first, 10);
            alerts.create("spend_threshold_reached", "1000", "").ok();
            alerts.create("low_remaining_commit_balance_reached", "1000", "").ok();
            alerts.create("invoice_total_reached", "1000", "").ok();
            alerts.create("usage_threshold_reached", "1000", ", 'billable_metric_id': '" + alerts.account.metric + "'")
                    .ok();
            alerts.copy(first, MANY);
            // Nothing is new any more, so that an evaluation reads and does not write.
            alerts.later();
            List<CustomerId> all = Stream.concat(
                            Stream.of(first.id()),
                            IntStream.range(1, MANY).mapToObj(n -> CopiedCustomers.id(first.id(), n)))
                    .map(id -> new CustomerId(UUID.fromString(id)))
                    .toList();
            try (QueryLog queries = QueryLog.of(alerts.server)) {
                assertThat(fewest(alerts, queries, all)).isEqualTo(fewest(alerts, queries, all.subList(0, 3)));
            }
            whatIsDueIsFoundByIndex(alerts);
        }
    }

    private static int fewest(AlertsFixture alerts, QueryLog queries, List<CustomerId> customers) throws Exception {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            List<String> asked = queries.during(() -> alerts.server
                    .bean(Transactions.class)
                    .in(() -> alerts.server.bean(EvaluateAlerts.class).evaluate(customers, Map.of(), alerts.now())));
            fewest = Math.min(fewest, asked.size());
        }
        return fewest;
    }

    private static void whatIsDueIsFoundByIndex(AlertsFixture alerts) {
        JdbcClient database = alerts.server.bean(JdbcClient.class);
        database.sql("""
            INSERT INTO customer_alert_look (customer_id, next_look_at)
            SELECT gen_random_uuid(), timestamptz '2030-01-01' + n * interval '1 hour' FROM generate_series(1, 20000) n
            """).update();
        database.sql("""
            INSERT INTO customer_alert_change (customer_id, trigger, due_at)
            SELECT gen_random_uuid(), 'USAGE', timestamptz '2030-01-01' + n * interval '1 hour'
            FROM generate_series(1, 20000) n
            """).update();
        database.sql("ANALYZE customer_alert_look, customer_alert_change").update();
        for (String statement : List.of(
                EvaluationStore.NEXT,
                EvaluationStore.DUE.replace(":now", "'2025-05-16'").replace(":most", "800"))) {
            assertThat(database.sql("EXPLAIN " + statement).query(String.class).list())
                    .noneMatch(line -> line.contains("Seq Scan"));
        }
    }
}

package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What time alone changes, and a setting: one server, from the end of November to December. */
class AlertsOverTimeTest {

    /** A9, A10. */
    @Test
    void segments_run_low_in_days_and_a_new_period_begins_at_nothing() throws SQLException {
        try (AlertsFixture alerts =
                new AlertsFixture("2025-11-30T12:00:00Z", Map.of("DOWNBEAT_ALERTS_RESOLVED_MESSAGES", "false"))) {
            AccountFixture.Customer acme = alerts.using();
            String ending = "'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-12-31T00:00:00Z'";
            alerts.commit(acme, 100, ending, "");
            alerts.commit(acme, 100, ending, "");
            alerts.credit(acme, 100, "");
            String days = alerts.alert(acme, "low_remaining_days_for_commit_segment_reached", "30", "");
            String ofCredits = alerts.alert(acme, "low_remaining_days_for_contract_credit_segment_reached", "30", "");
            String usage = alerts.alert(
                    acme, "usage_threshold_reached", "1000", ", 'billable_metric_id': '" + alerts.account.metric + "'");
            AccountFixture.Customer globex = alerts.customer();
            String global;
            try (Connection holding = alerts.server.database().connect()) {
                holding.setAutoCommit(false);
                // Nobody is named to it, and so nobody is evaluated, before this is over.
                holding.createStatement().execute("LOCK TABLE customer_alert_change IN SHARE MODE");
                global = alerts.create("usage_threshold_reached", "1000", """
                    , 'billable_metric_id': '%s'\
                    """.formatted(alerts.account.metric))
                        .ok()
                        .at("/data/id")
                        .stringValue();
                assertThat(alerts.status(globex, global)).isEqualTo("evaluating");
            }
            alerts.use(acme, 999);
            alerts.later();
            assertThat(alerts.status(globex, global)).as("it has no contract").isEqualTo("ok");
            assertThat(alerts.status(acme, usage)).isEqualTo("ok");
            alerts.use(acme, 1);
            alerts.later();
            assertThat(alerts.status(acme, usage)).isEqualTo("in_alarm");
            assertThat(alerts.told(usage, "current_usage")).containsExactly("alarm 1000");
            assertThat(alerts.told(global, "current_usage")).containsExactly("alarm 1000");
            assertThat(alerts.told(usage)
                            .getFirst()
                            .at("/properties/billable_metric_id")
                            .stringValue())
                    .isEqualTo(alerts.account.metric);

            alerts.advanceTo("2025-11-30T23:59:59Z");
            assertThat(alerts.status(acme, days)).isEqualTo("ok");
            assertThat(alerts.status(acme, usage)).isEqualTo("in_alarm");
            alerts.advanceTo("2025-12-01T00:00:00Z");
            assertThat(alerts.status(acme, days)).isEqualTo("in_alarm");
            assertThat(alerts.status(acme, usage)).as("a new period").isEqualTo("ok");
            assertThat(alerts.told(usage)).as("that it is over is not told").hasSize(1);
            assertThat(alerts.told(days, "remaining_days")).containsExactly("alarm 30", "alarm 30");
            assertThat(alerts.told(days))
                    .extracting(message -> message.at("/properties/segment_id").stringValue())
                    .doesNotHaveDuplicates();
            assertThat(alerts.told(days).getFirst().at("/properties/timestamp").stringValue())
                    .isEqualTo("2025-12-01T00:00:00.000Z");

            alerts.advanceTo("2025-12-31T00:00:00Z");
            assertThat(alerts.status(acme, days)).as("both are over").isEqualTo("ok");
            assertThat(alerts.told(days)).hasSize(2);
            assertThat(alerts.status(acme, ofCredits)).isEqualTo("in_alarm");
            // A customer that comes later is evaluated by itself.
            AccountFixture.Customer initech = alerts.using();
            alerts.server.settle();
            assertThat(alerts.status(initech, global)).isEqualTo("ok");
            assertThat(alerts.status(initech, global)).isEqualTo("ok");
            alerts.use(initech, 1000);
            alerts.later();
            assertThat(alerts.status(initech, global)).isEqualTo("in_alarm");
        }
    }
}

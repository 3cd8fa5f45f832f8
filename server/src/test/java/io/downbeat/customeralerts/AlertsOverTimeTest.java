package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.AccountFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What time alone changes, and a setting: from the end of November to December. */
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

    @Test
    void a_group_that_nothing_is_used_of_in_a_new_period_is_resolved_with_its_figure() {
        try (AlertsFixture alerts = new AlertsFixture("2025-11-30T12:00:00Z", Map.of())) {
            String type = alerts.name("users");
            String card = alerts.card("");
            alerts.rate(card, alerts.product(alerts.metric(type, "user_id"), ""), "1", "");
            AccountFixture.Customer acme = alerts.customer();
            alerts.contract(acme, card, "");
            String alert =
                    alerts.alert(acme, "spend_threshold_reached", "1000", ", 'group_values': [{'key': 'user_id'}]");
            alerts.event(acme, type, "'n': '1000', 'user_id': 'u1'");
            alerts.later();
            alerts.advanceTo("2025-12-01T00:00:00Z");
            assertThat(alerts.told(alert, "current_spend")).containsExactly("alarm 1000", "resolved 0");
            assertThat(alerts.told(alert, "credit_type_id").getLast())
                    .isEqualTo("resolved 2714e483-4ff1-48e4-9e25-ac732e8f24f2");
            assertThat(alerts.told(alert)
                            .getLast()
                            .at("/properties/group_values/0/value")
                            .stringValue())
                    .isEqualTo("u1");
        }
    }

    /** Evaluated before the new period's drafts are opened, which is found as it is after that. */
    @Test
    void a_new_period_resolves_what_goes_on_and_the_end_of_a_contract_ends_without_a_word() {
        String end = "2025-12-01T00:00:00Z";
        try (AlertsFixture alerts = new AlertsFixture("2025-11-30T12:00:00Z", Map.of())) {
            AccountFixture.Customer going = alerts.using();
            AccountFixture.Customer ending = alerts.customer();
            AccountFixture.Customer following = alerts.customer();
            for (AccountFixture.Customer customer : List.of(ending, following)) {
                customer.contract("2025-01-01T00:00:00Z", customer.stripe(), ", 'ending_before': '" + end + "'");
            }
            following.contract(end);
            String spend = alerts.create("spend_threshold_reached", "1000", "")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            String usage = alerts.create(
                            "usage_threshold_reached",
                            "1000",
                            ", 'billable_metric_id': '" + alerts.account.metric + "'")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            List<AccountFixture.Customer> all = List.of(going, ending, following);
            all.forEach(customer -> alerts.use(customer, 1000));
            alerts.later();
            assertThat(messages(alerts, spend)).hasSize(3).allMatch(message -> message.endsWith(" alarm"));
            alerts.server
                    .bean(Transactions.class)
                    .in(() -> alerts.server
                            .bean(EvaluateAlerts.class)
                            .evaluate(
                                    all.stream()
                                            .map(customer -> new CustomerId(UUID.fromString(customer.id())))
                                            .toList(),
                                    Map.of(),
                                    Instant.parse(end)));
            alerts.advanceTo(end);
            for (String alert : List.of(spend, usage)) {
                assertThat(all)
                        .allMatch(customer -> alerts.status(customer, alert).equals("ok"));
                assertThat(messages(alerts, alert).stream().filter(message -> message.endsWith(" resolved")))
                        .containsExactlyInAnyOrder(going.id() + " resolved", following.id() + " resolved");
            }
        }
    }

    /** Each as whom it is about, and what it says. */
    private static List<String> messages(AlertsFixture alerts, String alert) {
        Stream<String> said = alerts.told(alert).stream()
                .map(message -> message.at("/properties/customer_id").stringValue()
                        + (message.get("type").stringValue().endsWith("_resolved") ? " resolved" : " alarm"));
        return said.toList();
    }
}

package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The same changes in several orders, evaluated in between or not, on a server. */
class AlertsReplayTest {
    private static final long SEED = 20_250_515;
    private static final int ORDERS = 5;

    private static final Map<String, String> THRESHOLDS = new LinkedHashMap<>();

    static {
        THRESHOLDS.put("spend_threshold_reached", "1200");
        THRESHOLDS.put("invoice_total_reached", "1");
        THRESHOLDS.put("low_remaining_commit_balance_reached", "700");
        THRESHOLDS.put("low_remaining_commit_percentage_reached", "40");
        // Which of the balances pays first goes by the order in which they were made; what is left of all does not.
        THRESHOLDS.put("low_remaining_contract_credit_balance_reached", "50");
        THRESHOLDS.put("low_remaining_contract_credit_and_commit_balance_reached", "100");
    }

    @Test
    void any_order_of_the_same_changes_ends_as_a_reset_does() {
        try (AlertsFixture alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of())) {
            List<Consumer<AccountFixture.Customer>> changes = new ArrayList<>();
            for (long units : new long[] {300, 400, 500}) {
                changes.add(customer -> alerts.use(customer, units));
            }
            changes.add(customer -> alerts.commit(customer, 1000, AlertsFixture.YEAR_SEGMENT, ""));
            changes.add(customer -> alerts.commit(customer, 600, AlertsFixture.YEAR_SEGMENT, ""));
            changes.add(customer -> alerts.credit(customer, 50, ""));
            changes.add(customer -> set(alerts, customer, "'pool': 'a'"));
            changes.add(customer -> set(alerts, customer, "'tier': 'gold'"));
            Random random = new Random(SEED);
            List<List<String>> ends = new ArrayList<>();
            for (int order = 0; order < ORDERS; order++) {
                Collections.shuffle(changes, random);
                ends.add(end(alerts, changes, random));
            }
            assertThat(ends).as("seed %d", SEED).containsOnly(ends.getFirst());
            assertThat(ends.getFirst()).contains("in_alarm", "ok");
        }
    }

    /** Of the commit that nothing is drawn from. */
    private static void set(AlertsFixture alerts, AccountFixture.Customer customer, String fields) {
        String commit = alerts.api()
                .post("/v1/contracts/customerCommits/list", "{'customer_id': '" + customer.id() + "'}")
                .ok()
                .get("data")
                .valueStream()
                .filter(each -> each.get("name").stringValue().equals("Idle"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        alerts.api()
                .post(
                        "/v1/customFields/setValues",
                        "{'entity': 'commit', 'entity_id': '%s', 'custom_fields': {%s}}".formatted(commit, fields))
                .ok();
    }

    /** How a new customer stands in the end, which is how it stands after every alert is reset. */
    private static List<String> end(
            AlertsFixture alerts, List<Consumer<AccountFixture.Customer>> changes, Random random) {
        AccountFixture.Customer customer = alerts.using();
        alerts.made("/v1/contracts/customerCommits/create", """
            {'customer_id': '%s', 'type': 'PREPAID', 'name': 'Idle', 'product_id': '%2$s', 'priority': 1,
             'applicable_product_ids': ['%2$s'], 'access_schedule': {'schedule_items': [{'amount': 10, %3$s}]}}\
            """.formatted(
                        customer.id(), alerts.account.fixedProduct, AlertsFixture.YEAR_SEGMENT));
        List<String> made = new ArrayList<>();
        THRESHOLDS.forEach((type, threshold) -> made.add(alerts.alert(customer, type, threshold, "")));
        made.add(alerts.alert(customer, "low_remaining_commit_balance_reached", "10", """
            , 'custom_field_filters': [{'entity': 'Commit', 'key': 'pool', 'value': 'a'},
              {'entity': 'Commit', 'key': 'tier', 'value': 'gold'}]\
            """));
        for (Consumer<AccountFixture.Customer> change : changes) {
            change.accept(customer);
            if (random.nextBoolean()) {
                alerts.later();
            }
        }
        alerts.later();
        List<String> end =
                made.stream().map(alert -> alerts.status(customer, alert)).toList();
        for (String alert : made) {
            List<String> told = alerts.told(alert).stream()
                    .map(message -> message.get("type").stringValue().endsWith("_resolved") ? "resolved" : "alarm")
                    .toList();
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i)).as("messages of %s", alert).isEqualTo(i % 2 == 0 ? "alarm" : "resolved");
            }
            alerts.api()
                    .post(
                            "/v1/customer-alerts/reset",
                            "{'customer_id': '%s', 'alert_id': '%s'}".formatted(customer.id(), alert))
                    .ok();
        }
        alerts.server.settle();
        assertThat(made.stream().map(alert -> alerts.status(customer, alert)).toList())
                .isEqualTo(end);
        return end;
    }
}

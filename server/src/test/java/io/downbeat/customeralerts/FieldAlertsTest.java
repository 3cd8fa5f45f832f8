package io.downbeat.customeralerts;

import static io.downbeat.customeralerts.AlertsFixture.YEAR_SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts that choose by custom fields, when nothing but these fields changes. */
class FieldAlertsTest {
    private static final String SPEND = "spend_threshold_reached";
    private static final String COMMIT_BALANCE = "low_remaining_commit_balance_reached";
    private static final String CREDIT_BALANCE = "low_remaining_contract_credit_balance_reached";
    private static final String BOTH_BALANCES = "low_remaining_contract_credit_and_commit_balance_reached";
    private static final String FILTER = ", 'custom_field_filters': [{'entity': '%s', 'key': '%s', 'value': '%s'}]";

    private static AlertsFixture alerts;

    @BeforeAll
    static void start() {
        alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of());
    }

    @AfterAll
    static void stop() {
        alerts.close();
    }

    private static void set(String entity, String id, String fields) {
        alerts.api()
                .post(
                        "/v1/customFields/setValues",
                        "{'entity': '%s', 'entity_id': '%s', 'custom_fields': {%s}}".formatted(entity, id, fields))
                .ok();
        alerts.server.settle();
    }

    private static void removeKey(String key, String... entities) {
        for (String entity : entities) {
            alerts.api()
                    .post("/v1/customFields/removeKey", "{'entity': '%s', 'key': '%s'}".formatted(entity, key))
                    .ok();
        }
        alerts.server.settle();
    }

    @Test
    void a_commit_counts_from_when_it_gets_the_value_until_it_loses_it() {
        AccountFixture.Customer acme = alerts.using();
        String commit = alerts.commit(acme, 400, YEAR_SEGMENT, "");
        String alert = alerts.alert(acme, COMMIT_BALANCE, "500", FILTER.formatted("Commit", "pool", "a"));
        // Nothing else waits to be evaluated: a new alert is looked at twice.
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        set("commit", commit, "'pool': 'a'");
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 400");
        set("commit", commit, "'tier': 'gold'");
        assertThat(alerts.status(acme, alert)).as("it has the value still").isEqualTo("in_alarm");
        alerts.api()
                .post(
                        "/v1/customFields/deleteValues",
                        "{'entity': 'commit', 'entity_id': '%s', 'keys': ['pool']}".formatted(commit))
                .ok();
        alerts.server.settle();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        assertThat(alerts.told(alert)).as("nothing is left to measure").hasSize(1);
    }

    @Test
    void contracts_and_credits_are_followed_as_commits_are() {
        AccountFixture.Customer acme = alerts.customer();
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        String credit = alerts.credit(acme, 400, ", 'applicable_product_ids': ['" + alerts.account.fixedProduct + "']");
        alerts.use(acme, 100);
        String spend = alerts.alert(acme, SPEND, "100", FILTER.formatted("Contract", "region", "eu"));
        String low = alerts.alert(acme, CREDIT_BALANCE, "500", FILTER.formatted("ContractCredit", "pool", "a"));
        String ofContract = alerts.alert(acme, CREDIT_BALANCE, "500", FILTER.formatted("Contract", "region", "eu"));
        alerts.later();
        assertThat(alerts.status(acme, spend)).isEqualTo("ok");
        assertThat(alerts.status(acme, low)).isEqualTo("ok");
        set("contract", contract.id(), "'region': 'eu'");
        set("contract_credit", credit, "'pool': 'a'");
        assertThat(alerts.told(spend, "current_spend")).containsExactly("alarm 100");
        assertThat(alerts.told(low, "remaining_balance")).containsExactly("alarm 400");
        assertThat(alerts.status(acme, ofContract)).as("it is the customer's").isEqualTo("ok");
        set("contract", contract.id(), "'region': 'us'");
        assertThat(alerts.status(acme, spend)).isEqualTo("ok");
        assertThat(alerts.told(spend)).hasSize(1);
    }

    /** One alert counts what has the value, and another leaves it out; one of them is for every customer. */
    @Test
    void a_key_that_is_removed_takes_its_values_from_alerts_too() {
        AccountFixture.registerKey(alerts.api(), "leaving", "commit", "contract_credit", "contract");
        AccountFixture.Customer acme = alerts.using();
        AccountFixture.Customer globex = alerts.using();
        for (AccountFixture.Customer customer : new AccountFixture.Customer[] {acme, globex}) {
            alerts.commit(customer, 400, YEAR_SEGMENT, ", 'custom_fields': {'tier': 'leaver', 'leaving': 'yes'}");
        }
        String having = alerts.alert(acme, COMMIT_BALANCE, "500", FILTER.formatted("Commit", "leaving", "yes"));
        String global =
                alerts.create(BOTH_BALANCES, "500", """
                    , 'alert_specifiers': [{'custom_field_filters': [{'entity': 'Commit', 'key': 'tier', 'value': 'leaver'}],
                       'exclude': [{'custom_field_filters': [{'entity': 'ContractCreditOrCommit', 'key': 'leaving', 'value': 'yes'}]}]}]\
                    """).ok().at("/data/id").stringValue();
        alerts.later();
        assertThat(alerts.status(acme, having)).isEqualTo("in_alarm");
        assertThat(alerts.status(acme, global)).isEqualTo("ok");
        removeKey("leaving", "contract", "contract_credit");
        assertThat(alerts.status(acme, having))
                .as("of commits it is there still")
                .isEqualTo("in_alarm");
        removeKey("leaving", "commit");
        assertThat(alerts.status(acme, having)).isEqualTo("ok");
        assertThat(alerts.told(having)).hasSize(1);
        assertThat(alerts.status(acme, global)).isEqualTo("in_alarm");
        assertThat(alerts.status(globex, global)).isEqualTo("in_alarm");
        assertThat(alerts.told(global, "remaining_balance")).containsExactly("alarm 400", "alarm 400");
    }
}

package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How alerts are made, archived, listed and refused, and whose accounts they are about. */
class AlertsApiTest {
    private static final String SPEND = "spend_threshold_reached";
    private static final String SEATS = "low_remaining_seat_balance_reached";
    private static final String BOTH = "low_remaining_contract_credit_and_commit_balance_reached";

    private static AlertsFixture alerts;
    private static AccountFixture.Customer acme;

    @BeforeAll
    static void start() {
        alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of());
        acme = alerts.customer();
    }

    @AfterAll
    static void stop() {
        alerts.close();
    }

    /** A21. */
    @Test
    void a_uniqueness_key_is_held_until_it_is_released() {
        String more = ", 'customer_id': '" + acme.id() + "', 'uniqueness_key': 'once'";
        String alert = alerts.create(SPEND, "1", more).ok().at("/data/id").stringValue();
        Api.Answer again = alerts.create(SPEND, "2", more);
        assertThat(again.refused(409)).isEqualTo("uniqueness_key: is in use");
        assertThat(again.json().get("conflicting_id").stringValue()).isEqualTo(alert);
        assertThat(again.json().get("conflicting_value").stringValue()).isEqualTo("once");
        archive(alert, "").ok();
        assertThat(alerts.create(SPEND, "2", more).refused(409)).startsWith("uniqueness_key:");
        archive(alert, ", 'release_uniqueness_key': true").ok();
        alerts.create(SPEND, "2", more).ok();
        assertThat(archive(alert, ", 'release_uniqueness_key': true").refused(400))
                .as("it holds none any more")
                .isEqualTo("Alert already archived");
    }

    @Test
    void a_key_that_is_released_at_the_moment_it_is_asked_for_is_free() throws SQLException {
        String more = ", 'customer_id': '" + acme.id() + "', 'uniqueness_key': 'released'";
        String alert = alerts.create(SPEND, "1", more).ok().at("/data/id").stringValue();
        archive(alert, "").ok();
        // After the new one was kept out, and before it is asked whose the key is.
        alerts.server.database().execute("""
            CREATE FUNCTION let_go() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE customer_alert SET uniqueness_key = NULL
                WHERE uniqueness_key = 'released' AND archived_at IS NOT NULL;
                RETURN NULL;
            END $$;
            CREATE TRIGGER let_go AFTER INSERT ON customer_alert FOR EACH STATEMENT EXECUTE FUNCTION let_go()
            """);
        try {
            alerts.create(SPEND, "2", more).ok();
        } finally {
            alerts.server.database().execute("DROP TRIGGER let_go ON customer_alert; DROP FUNCTION let_go()");
        }
        assertThat(alerts.create(SPEND, "3", more).refused(409)).isEqualTo("uniqueness_key: is in use");
    }

    @Test
    void an_archived_customer_is_not_evaluated_anew() {
        AccountFixture.Customer globex = alerts.using();
        String alert = alerts.alert(globex, SPEND, "100", "");
        alerts.api()
                .post("/v1/customers/archive", "{'id': '" + globex.id() + "'}")
                .ok();
        assertThat(alerts.api()
                        .post("/v1/customer-alerts/reset", of(globex.id(), alert))
                        .refused(400))
                .isEqualTo("customer_id: the customer is archived");
        alerts.later();
        assertThat(alerts.status(globex, alert)).isEqualTo("ok");
    }

    /** A22. */
    @Test
    void an_archived_alert_has_no_status_and_says_nothing() {
        AccountFixture.Customer globex = alerts.using();
        String alert = alerts.alert(globex, SPEND, "100", "");
        assertThat(archive(alert, "").ok().at("/data/id").stringValue()).isEqualTo(alert);
        assertThat(archive(alert, "").refused(400)).isEqualTo("Alert already archived");
        assertThat(archive(UUID.randomUUID().toString(), "").refused(404)).startsWith("no alert has the id");
        alerts.use(globex, 100);
        alerts.later();
        assertThat(alerts.told(alert)).isEmpty();
        JsonNode shown = alerts.get(globex, alert, "");
        assertThat(shown.get("customer_status").isNull()).isTrue();
        assertThat(shown.at("/alert/status").stringValue()).isEqualTo("archived");
        assertThat(listed(globex, "")).isEmpty();
        assertThat(listed(globex, ", 'alert_statuses': ['ARCHIVED', 'DISABLED']"))
                .contains(alert);
        assertThat(alerts.api()
                        .post("/v1/customer-alerts/reset", of(globex.id(), alert))
                        .refused(400))
                .isEqualTo("alert_id: the alert is archived");
    }

    @Test
    void a_list_comes_in_pages_and_holds_those_for_every_customer() {
        AccountFixture.Customer globex = alerts.customer();
        for (int i = 0; i < 101; i++) {
            alerts.create(SPEND, "1", ", 'customer_id': '" + globex.id() + "'").ok();
        }
        String global = alerts.create(SPEND, "1", "").ok().at("/data/id").stringValue();
        JsonNode first = alerts.api()
                .post("/v1/customer-alerts/list", "{'customer_id': '" + globex.id() + "'}")
                .ok();
        assertThat(first.get("data")).hasSize(100);
        JsonNode second = alerts.api()
                .post(
                        "/v1/customer-alerts/list?next_page="
                                + first.get("next_page").stringValue(),
                        "{'customer_id': '" + globex.id() + "'}")
                .ok();
        assertThat(second.get("next_page").isNull()).isTrue();
        assertThat(second.get("data").findValuesAsString("id")).contains(global);
        assertThat(second.get("data")).hasSize(2);
        archive(global, "").ok();
    }

    @Test
    void nobody_has_more_alerts_than_the_limits_say() {
        AccountFixture.Customer globex = alerts.customer();
        alerts.create(SPEND, "1", ", 'customer_id': '" + globex.id() + "'").ok();
        more(globex.id(), 1198);
        alerts.create(SPEND, "1", ", 'customer_id': '" + globex.id() + "'").ok();
        assertThat(alerts.create(SPEND, "1", ", 'customer_id': '" + globex.id() + "'")
                        .refused(400))
                .isEqualTo("customer_id: a customer has at most 1200 alerts of its own; archive one first");
        more(null, 300);
        assertThat(alerts.create(SPEND, "1", "").refused(400))
                .isEqualTo("customer_id: at most 300 alerts are for every customer; archive one first");
        database()
                .sql("UPDATE customer_alert SET archived_at = created_at WHERE customer_id IS NULL")
                .update();
    }

    private static void more(@Nullable String customer, int alertsMade) {
        database().sql("""
            INSERT INTO customer_alert (id, customer_id, name, alert_type, threshold, group_values, custom_field_filters,
                alert_specifiers, invoice_types_filter, grouped_by, evaluate_on_create, created_at)
            SELECT gen_random_uuid(), CAST(:customer AS uuid), 'x', 'usage_threshold_reached', 1, '[]', '[]', '[]', '{}', '{}',
                true, '2025-01-01T00:00:00Z' FROM generate_series(1, :n)
            """).param("customer", customer).param("n", alertsMade).update();
    }

    private static JdbcClient database() {
        return alerts.server.bean(JdbcClient.class);
    }

    @Test
    void a_key_of_an_alert_for_all_counts_with_every_customers_own() {
        AccountFixture.Customer globex = alerts.customer();
        String two = ", 'group_values': [{'key': 'x', 'value': '1'}, {'key': 'y', 'value': '1'}]";
        alerts.create(SPEND, "1", ", 'customer_id': '" + globex.id() + "'" + two)
                .ok();
        assertThat(alerts.create(SPEND, "1", ", 'group_values': [{'key': 'v'}, {'key': 'w'}]")
                        .refused(400))
                .isEqualTo("group_values: at most 3 group keys per customer");
        String fine = alerts.create(SPEND, "1", ", 'group_values': [{'key': 'x'}, {'key': 'w'}]")
                .ok()
                .at("/data/id")
                .stringValue();
        archive(fine, "").ok();
    }

    /** A23, and what belongs to plans. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "low_credit_balance_reached | low_remaining_contract_credit_balance_reached",
                "low_remaining_credit_percentage_reached | low_remaining_contract_credit_percentage_reached",
                "low_remaining_days_in_plan_reached | low_remaining_days_for_commit_segment_reached",
                "monthly_invoice_total_spend_threshold_reached | spend_threshold_reached or invoice_total_reached",
                "anything_reached | none of the published types",
            })
    void a_type_that_is_not_served_is_refused_with_the_one_to_use(String type, String words) {
        assertThat(alerts.create(type, "1", "").refused(400))
                .startsWith("alert_type: ")
                .contains(words);
    }

    /** Bad input. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usage_threshold_reached | 1 | '' | billable_metric_id: is required",
                "usage_threshold_reached | 1 | , \"credit_type_id\": \"2714e483-4ff1-48e4-9e25-ac732e8f24f2\" |"
                        + " credit_type_id:",
                "spend_threshold_reached | -1 | '' | threshold: must not be negative",
                "low_remaining_commit_percentage_reached | 100.5 | '' | threshold: a percentage is 100 at most",
                "low_remaining_days_for_commit_segment_reached | 1.5 | '' | threshold: days are a whole number",
                "low_remaining_days_for_commit_segment_reached | 40000 | '' | threshold: days are 36500 at most",
                "spend_threshold_reached | 1 | , \"seat_filter\": {\"seat_group_key\": \"u\"} | seat_filter: only"
                        + " low_remaining_seat_balance_reached takes it",
                SEATS + " | 1 | '' | seat_filter: is required for " + SEATS,
                SEATS
                        + " | 1 | , \"seat_filter\": {\"seat_group_value\": \"u1\"} | seat_filter.seat_group_key: is"
                        + " required",
                SEATS
                        + " | 1 | , \"seat_filter\": {\"seat_group_key\": \"u\"}, \"custom_field_filters\":"
                        + " [{\"entity\": \"ContractCredit\", \"key\": \"a\", \"value\": \"b\"}] |"
                        + " custom_field_filters[0].entity:",
                SEATS
                        + " | 1 | , \"seat_filter\": {\"seat_group_key\": \"u\"}, \"alert_specifiers\": [{}] |"
                        + " alert_specifiers: only " + BOTH,
                "spend_threshold_reached | 1 | , \"alert_specifiers\": [{}] | alert_specifiers: only " + BOTH,
                "low_remaining_commit_balance_reached | 1 | , \"group_values\": [{\"key\": \"a\"}] | group_values:"
                        + " only spend",
                "spend_threshold_reached | 1 | , \"group_values\": [{\"key\": \"a\"}, {\"key\": \"a\"}] |"
                        + " group_values[1].key: is",
                "spend_threshold_reached | 1 | , \"invoice_types_filter\": [\"USAGE\"] | invoice_types_filter: only"
                        + " invoice_total",
                "invoice_total_reached | 1 | , \"invoice_types_filter\": [\"X\"] | invoice_types_filter: must hold"
                        + " USAGE",
                "invoice_total_reached | 1 | , \"invoice_types_filter\": [\"USAGE_CONSOLIDATED\"] |"
                        + " invoice_types_filter: an invoice",
                "spend_threshold_reached | 1 | , \"custom_field_filters\": [{\"entity\": \"Invoice\", \"key\": \"a\","
                        + " \"value\": \"b\"}] | custom_field_filters[0].entity: must be one of",
                "spend_threshold_reached | 1 | , \"custom_field_filters\": [{\"entity\": \"Commit\", \"key\": \"a\","
                        + " \"value\": \"b\"}] | custom_field_filters[0].entity: spend_threshold_reached looks at no"
                        + " Commit",
                "low_remaining_commit_balance_reached | 1 | , \"custom_field_filters\": [{\"entity\": \"Commit\","
                        + " \"key\": \"a\"}] | custom_field_filters[0].value: is required",
                BOTH
                        + " | 1 | , \"alert_specifiers\": [{\"custom_field_filters\": [{\"entity\": \"Commit\","
                        + " \"key\": \"a\"}, {\"entity\": \"Commit\", \"key\": \"b\"}]}] | alert_specifiers: only one"
                        + " filter",
                BOTH
                        + " | 1 | , \"alert_specifiers\": [{\"custom_field_filters\": [{\"entity\": \"Commit\","
                        + " \"key\": \"a\"}]}, {}] | alert_specifiers: a filter that leaves",
                "spend_threshold_reached | 1 | , \"plan_id\": \"2714e483-4ff1-48e4-9e25-ac732e8f24f2\" | plan_id:"
                        + " belongs to plans",
                "spend_threshold_reached | 1 | , \"credit_grant_type_filters\": [\"x\"] | credit_grant_type_filters:"
                        + " belongs",
            })
    void bad_input_is_refused_by_its_field(String type, String threshold, String more, String message) {
        assertThat(alerts.create(type, threshold, more == null ? "" : more).refused(400))
                .startsWith(message);
    }

    @Test
    void what_does_not_exist_is_not_found_and_an_archived_customer_has_no_new_alerts() {
        String unknown = UUID.randomUUID().toString();
        assertThat(alerts.create(SPEND, "1", ", 'customer_id': '" + unknown + "'")
                        .refused(404))
                .startsWith("customer_id:");
        assertThat(alerts.create(SPEND, "1", ", 'credit_type_id': '" + unknown + "'")
                        .refused(404))
                .startsWith("credit_type_id:");
        assertThat(alerts.create("usage_threshold_reached", "1", ", 'billable_metric_id': '" + unknown + "'")
                        .refused(404))
                .startsWith("billable_metric_id:");
        String alert = alerts.alert(acme, SPEND, "7", "");
        AccountFixture.Customer other = alerts.customer();
        for (String path : List.of("get", "reset")) {
            assertThat(alerts.api()
                            .post("/v1/customer-alerts/" + path, of(unknown, alert))
                            .refused(404))
                    .startsWith("no customer");
            assertThat(alerts.api()
                            .post("/v1/customer-alerts/" + path, of(other.id(), alert))
                            .refused(404))
                    .as("another customer's")
                    .startsWith("no alert");
        }
        assertThat(alerts.api()
                        .post("/v1/customer-alerts/list", "{'customer_id': '" + unknown + "'}")
                        .refused(404))
                .startsWith("no customer");
        assertThat(alerts.api()
                        .post(
                                "/v1/customer-alerts/get",
                                "{'customer_id': '%s', 'alert_id': '%s', 'plans_or_contracts': 'PLANS'}"
                                        .formatted(acme.id(), alert))
                        .refused(400))
                .startsWith("plans_or_contracts:");
        alerts.api()
                .post("/v1/customers/archive", "{'id': '" + other.id() + "'}")
                .ok();
        assertThat(alerts.create(SPEND, "1", ", 'customer_id': '" + other.id() + "'")
                        .refused(400))
                .isEqualTo("customer_id: the customer is archived");
    }

    @Test
    void contracts_are_chosen_by_their_custom_fields() {
        AccountFixture.Customer acme = alerts.customer();
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", 'custom_fields': {'region': 'eu'}");
        alerts.use(acme, 100);
        String filter = ", 'custom_field_filters': [{'entity': 'Contract', 'key': 'region', 'value': '%s'}]";
        assertThat(alerts.status(acme, alerts.alert(acme, SPEND, "100", filter.formatted("eu"))))
                .isEqualTo("in_alarm");
        assertThat(alerts.status(acme, alerts.alert(acme, SPEND, "100", filter.formatted("us"))))
                .isEqualTo("ok");
    }

    @Test
    void what_a_child_uses_is_noticed_by_the_parent_that_shares_its_commit() {
        AccountFixture.Customer parent = alerts.customer();
        AccountFixture.Customer child = alerts.customer();
        String contract = alerts.contract(parent, alerts.account.rateCard, """
            , 'hierarchy_configuration': {'parent_behavior': {'invoice_consolidation_type': 'NONE'}},
            'commits': [{'type': 'PREPAID', 'product_id': '%s', 'access_schedule': {'schedule_items': [{'amount': 1000, %s}]},
              'hierarchy_configuration': {'child_access': {'type': 'ALL'}}}]\
            """.formatted(
                        alerts.account.fixedProduct, AlertsFixture.YEAR_SEGMENT));
        alerts.contract(child, alerts.account.rateCard, """
            , 'hierarchy_configuration': {'parent': {'customer_id': '%s', 'contract_id': '%s'}, 'payer': 'SELF'}\
            """.formatted(parent.id(), contract));
        String alert = alerts.alert(parent, "low_remaining_commit_balance_reached", "500", "");
        assertThat(alerts.status(parent, alert)).isEqualTo("ok");
        alerts.use(child, 500);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 500");
    }

    private static String of(String customer, String alert) {
        return "{'customer_id': '%s', 'alert_id': '%s'}".formatted(customer, alert);
    }

    private static Api.Answer archive(String alert, String more) {
        return alerts.api().post("/v1/alerts/archive", "{'id': '" + alert + "'" + more + "}");
    }

    private static List<String> listed(AccountFixture.Customer customer, String more) {
        return alerts.api()
                .post("/v1/customer-alerts/list", "{'customer_id': '" + customer.id() + "'" + more + "}")
                .ok()
                .get("data")
                .valueStream()
                .map(each -> each.at("/alert/id").stringValue())
                .toList();
    }
}

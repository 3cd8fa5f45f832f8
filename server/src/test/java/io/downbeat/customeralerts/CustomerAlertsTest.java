package io.downbeat.customeralerts;

import static io.downbeat.customeralerts.AlertsFixture.YEAR_SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The rows of subscriptions.md 4.5 on one server and one run of the clock; each has customers of its own. */
class CustomerAlertsTest {
    private static final String SPEND = "spend_threshold_reached";
    private static final String COMMIT_BALANCE = "low_remaining_commit_balance_reached";
    private static final String BOTH_BALANCES = "low_remaining_contract_credit_and_commit_balance_reached";

    private static AlertsFixture alerts;

    @BeforeAll
    static void start() {
        alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of());
    }

    @AfterAll
    static void stop() {
        alerts.close();
    }

    /** A1, A2. */
    @Test
    void spend_is_usage_before_balances_and_no_purchase_and_is_told_once() {
        AccountFixture.Customer acme = alerts.customer();
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'commits': [{'type': 'PREPAID', 'product_id': '%s', 'access_schedule': {'schedule_items': [
                {'amount': 300000, 'starting_at': '2025-05-01T00:00:00Z', 'ending_before': '2026-05-01T00:00:00Z'}]},
              'invoice_schedule': {'schedule_items': [{'timestamp': '2025-05-20T00:00:00Z', 'amount': 300000}]}}]\
            """.formatted(alerts.account.fixedProduct));
        alerts.use(acme, 700_000);
        String alert = alerts.alert(acme, SPEND, "1000000", "");
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 299_999);
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 1);
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        alerts.use(acme, 200_000);
        alerts.later();
        assertThat(alerts.told(alert)).singleElement().satisfies(message -> {
            assertThat(message.get("type").stringValue()).isEqualTo("alerts.spend_threshold_reached");
            assertThat(message.at("/properties/current_spend").intValue()).isEqualTo(1_000_000);
            assertThat(message.at("/properties/threshold").intValue()).isEqualTo(1_000_000);
            assertThat(message.at("/properties/customer_id").stringValue()).isEqualTo(acme.id());
            assertThat(message.get("id").stringValue()).isNotEqualTo(alert);
        });
        assertThat(alerts.get(acme, alert, "").get("triggered_by").stringValue())
                .isEqualTo("usage");
    }

    /** A parent with no card of rates, and so without usage of its own, that pays for a child. */
    @Test
    void what_children_draw_counts_for_a_parent_without_a_draft() {
        AccountFixture.Customer parent = alerts.customer();
        AccountFixture.Customer child = alerts.customer();
        String shared = alerts.made(
                "/v1/contracts/create", """
                    {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'commits': [{'type': 'PREPAID', 'product_id': '%s',
                      'access_schedule': {'schedule_items': [{'amount': 1000, %s}]},
                      'hierarchy_configuration': {'child_access': {'type': 'ALL'}}}]}\
                    """.formatted(parent.id(), alerts.account.fixedProduct, YEAR_SEGMENT));
        child.contract("2025-01-01T00:00:00Z", child.stripe(), """
            , 'hierarchy_configuration': {'parent': {'contract_id': '%s', 'customer_id': '%s'}}\
            """.formatted(shared, parent.id()));
        String alert = alerts.alert(parent, COMMIT_BALANCE, "200", "");
        alerts.use(child, 799);
        alerts.later();
        assertThat(alerts.status(parent, alert)).isEqualTo("ok");
        alerts.use(child, 1);
        alerts.later();
        assertThat(alerts.status(parent, alert)).isEqualTo("in_alarm");
    }

    /** Usage that is there already costs more, and no more usage comes. */
    @Test
    void new_rates_and_a_changed_product_are_noticed_without_new_usage() {
        AccountFixture.Customer acme = alerts.customer();
        String product = alerts.product(alerts.metric("priced-later"), "");
        String card =
                alerts.made("/v1/contract-pricing/rate-cards/create", "{'name': '%s'}".formatted(alerts.name("card")));
        alerts.made("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'rate_card_id': '%s'}\
            """.formatted(acme.id(), card));
        alerts.event(acme, "priced-later", "'n': '2000'");
        String alert = alerts.alert(acme, SPEND, "1999", "");
        String doubled = alerts.alert(acme, SPEND, "3999", "");
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.api()
                .post("/v1/contract-pricing/rate-cards/addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
                     'rate_type': 'FLAT', 'price': 1}\
                    """.formatted(card, product))
                .ok();
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.status(acme, doubled)).isEqualTo("ok");
        alerts.api()
                .post("/v1/contract-pricing/products/update", """
                    {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z',
                     'quantity_conversion': {'conversion_factor': 2, 'operation': 'MULTIPLY'}}\
                    """.formatted(product))
                .ok();
        alerts.later();
        assertThat(alerts.status(acme, doubled)).isEqualTo("in_alarm");
    }

    /** A3. */
    @Test
    void a_jump_over_two_thresholds_is_told_of_each() {
        AccountFixture.Customer acme = alerts.using();
        String soft = alerts.alert(acme, SPEND, "5000", "");
        String hard = alerts.alert(acme, SPEND, "10000", "");
        alerts.use(acme, 12_000);
        alerts.later();
        assertThat(alerts.told(soft, "current_spend")).containsExactly("alarm 12000");
        assertThat(alerts.told(hard, "current_spend")).containsExactly("alarm 12000");
    }

    /** A4. */
    @Test
    void a_credit_lowers_an_invoices_total_and_not_what_is_spent() {
        AccountFixture.Customer acme = alerts.using();
        alerts.credit(acme, 6000, "");
        alerts.use(acme, 9000);
        String spend = alerts.alert(acme, SPEND, "8000", "");
        String total = alerts.alert(acme, "invoice_total_reached", "8000", "");
        assertThat(alerts.status(acme, spend)).isEqualTo("in_alarm");
        assertThat(alerts.told(spend, "current_spend")).containsExactly("alarm 9000");
        assertThat(alerts.status(acme, total)).isEqualTo("ok");
        assertThat(alerts.status(acme, alerts.alert(acme, "invoice_total_reached", "3000", "")))
                .isEqualTo("in_alarm");
        assertThat(alerts.status(acme, alerts.alert(acme, "invoice_total_reached", "3001", "")))
                .isEqualTo("ok");
    }

    /** A5. */
    @Test
    void an_invoices_total_is_its_own_and_not_that_of_all() {
        String one = alerts.name("calls");
        String other = alerts.name("calls");
        AccountFixture.Customer acme = alerts.customer();
        for (String type : new String[] {one, other}) {
            String card = alerts.card("");
            alerts.rate(card, alerts.product(alerts.metric(type), ""), "1", "");
            alerts.contract(acme, card, "");
            alerts.event(acme, type, "'n': '6000'");
        }
        String alert = alerts.alert(acme, "invoice_total_reached", "10000", "");
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        String ofScheduled =
                alerts.alert(acme, "invoice_total_reached", "10000", ", 'invoice_types_filter': ['SCHEDULED']");

        alerts.event(acme, one, "'n': '4000'");
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.status(acme, ofScheduled)).isEqualTo("ok");
        JsonNode message = alerts.told(alert).getFirst().get("properties");
        assertThat(message.get("invoice_total").intValue()).isEqualTo(10_000);
        assertThat(acme.invoices())
                .filteredOn(invoice -> invoice.get("id").equals(message.get("invoice_id")))
                .singleElement()
                .satisfies(
                        invoice -> assertThat(invoice.get("total").intValue()).isEqualTo(10_000));
    }

    /** A6, A7. */
    @Test
    void a_balance_is_the_sum_of_what_is_left_and_arms_again_when_it_is_refilled() {
        AccountFixture.Customer acme = alerts.using();
        alerts.commit(acme, 15_000, YEAR_SEGMENT, "");
        alerts.commit(acme, 8000, YEAR_SEGMENT, "");
        String alert = alerts.alert(acme, COMMIT_BALANCE, "20000", "");
        alerts.use(acme, 2999);
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 1);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 20000");

        alerts.commit(acme, 5000, YEAR_SEGMENT, "");
        alerts.server.settle();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 5000);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance"))
                .containsExactly("alarm 20000", "resolved 25000", "alarm 20000");
        assertThat(alerts.told(alert).get(1).get("type").stringValue())
                .isEqualTo("alerts.low_remaining_commit_balance_reached_resolved");
    }

    /** A8. */
    @Test
    void a_percentage_is_of_what_was_granted() {
        AccountFixture.Customer acme = alerts.using();
        String commit = alerts.commit(acme, 100_000, YEAR_SEGMENT, "");
        // Over already, and neither left nor granted.
        alerts.commit(acme, 5000, "'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-02-01T00:00:00Z'", "");
        String alert = alerts.alert(acme, "low_remaining_commit_percentage_reached", "20", "");
        alerts.use(acme, 79_999);
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 1);
        alerts.later();
        assertThat(alerts.told(alert)).singleElement().satisfies(message -> {
            assertThat(message.at("/properties/remaining_percentage").intValue())
                    .isEqualTo(20);
            assertThat(message.at("/properties/commit_id").stringValue()).isEqualTo(commit);
        });
    }

    /** A11. */
    @Test
    void a_group_is_rated_by_itself() {
        String type = alerts.name("rounded");
        String card = alerts.card("");
        String product = alerts.product(
                alerts.metric(type, "dept"),
                ", 'quantity_rounding': {'decimal_places': 0, 'rounding_method': 'ROUND_UP'}");
        alerts.rate(card, product, "100", "");
        AccountFixture.Customer acme = alerts.customer();
        alerts.contract(acme, card, "");
        alerts.event(acme, type, "'n': '0.4', 'dept': 'finance'");
        alerts.event(acme, type, "'n': '0.4', 'dept': 'eng'");
        String alert = alerts.alert(acme, SPEND, "100", ", 'group_values': [{'key': 'dept', 'value': 'finance'}]");
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.told(alert, "current_spend")).containsExactly("alarm 100");
        assertThat(acme.invoices().getLast().get("total").intValue()).isEqualTo(100);
        assertThat(alerts.get(acme, alert, "")
                        .at("/alert/group_key_filter/value")
                        .stringValue())
                .isEqualTo("finance");
    }

    /** A12. */
    @Test
    void what_is_not_told_apart_by_the_key_adds_nothing() {
        String type = alerts.name("orgs");
        String card = alerts.card("");
        alerts.rate(card, alerts.product(alerts.metric(type, "organization_id"), ""), "1", "");
        String blind = alerts.name("blind");
        alerts.rate(card, alerts.product(alerts.metric(blind), ""), "1", "");
        AccountFixture.Customer acme = alerts.customer();
        alerts.contract(acme, card, "");
        alerts.event(acme, blind, "'n': '400000', 'organization_id': 'finance'");
        alerts.event(acme, type, "'n': '120000', 'organization_id': 'finance'");
        String finance = ", 'group_values': [{'key': 'organization_id', 'value': 'finance'}]";
        assertThat(alerts.status(acme, alerts.alert(acme, SPEND, "500000", finance)))
                .isEqualTo("ok");
        String reached = alerts.alert(acme, SPEND, "120000", finance);
        assertThat(alerts.told(reached, "current_spend")).containsExactly("alarm 120000");
        assertThat(alerts.told(reached)
                        .getFirst()
                        .at("/properties/group_values/0/value")
                        .stringValue())
                .isEqualTo("finance");
    }

    /** A13, A14. */
    @Test
    void a_key_without_a_value_has_a_status_for_each_value() {
        String type = alerts.name("users");
        String card = alerts.card("");
        alerts.rate(card, alerts.product(alerts.metric(type, "user_id"), ""), "1", "");
        AccountFixture.Customer acme = alerts.customer();
        alerts.contract(acme, card, "");
        String alert = alerts.alert(acme, SPEND, "50000", ", 'group_values': [{'key': 'user_id'}]");
        alerts.event(acme, type, "'n': '60000', 'user_id': 'u1'");
        alerts.event(acme, type, "'n': '10000', 'user_id': 'u2'");
        alerts.later();

        assertThat(alerts.told(alert)).singleElement().satisfies(message -> {
            assertThat(message.at("/properties/group_values/0/key").stringValue())
                    .isEqualTo("user_id");
            assertThat(message.at("/properties/group_values/0/value").stringValue())
                    .isEqualTo("u1");
            assertThat(message.at("/properties/current_spend").intValue()).isEqualTo(60_000);
        });
        assertThat(alerts.get(acme, alert, ", 'group_values': [{'key': 'user_id', 'value': 'u1'}]")
                        .get("customer_status")
                        .stringValue())
                .isEqualTo("in_alarm");
        assertThat(alerts.get(acme, alert, ", 'group_values': [{'key': 'user_id', 'value': 'u2'}]")
                        .get("customer_status")
                        .stringValue())
                .isEqualTo("ok");
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");

        alerts.alert(acme, SPEND, "1", ", 'group_values': [{'key': 'b', 'value': 'x'}, {'key': 'c', 'value': 'x'}]");
        String of = ", 'customer_id': '" + acme.id() + "', 'group_values': [{'key': '%s', 'value': 'x'}]";
        assertThat(alerts.create(SPEND, "1", of.formatted("d")).refused(400))
                .isEqualTo("group_values: at most 3 group keys per customer");
        alerts.create(SPEND, "1", of.formatted("user_id")).ok();
    }

    /** A15. */
    @Test
    void any_specifier_is_enough_and_what_it_excludes_is_out() {
        AccountFixture.Customer acme = alerts.using();
        String product = "'applicable_product_ids': ['" + alerts.account.usageProduct + "']";
        alerts.commit(acme, 600, YEAR_SEGMENT, ", 'custom_fields': {'tier': 'gold'}, " + product);
        String other = "'applicable_product_ids': ['" + alerts.account.fixedProduct + "']";
        alerts.commit(acme, 700, YEAR_SEGMENT, ", 'custom_fields': {'tier': 'silver'}, " + other);
        alerts.commit(acme, 900, YEAR_SEGMENT, ", 'custom_fields': {'tier': 'silver', 'promo': 'yes'}, " + other);
        String alert = alerts.alert(acme, BOTH_BALANCES, "1000", """
            , 'alert_specifiers': [
              {'custom_field_filters': [{'entity': 'Commit', 'key': 'tier', 'value': 'gold'}]},
              {'custom_field_filters': [{'entity': 'ContractCreditOrCommit', 'key': 'tier', 'value': 'silver'}],
               'exclude': [{'custom_field_filters': [{'entity': 'Commit', 'key': 'promo', 'value': 'yes'}]}]}]\
            """);
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.use(acme, 300);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 1000");
    }

    /** A16. */
    @Test
    void a_field_without_a_value_has_a_status_for_each_value_and_one_for_all() {
        AccountFixture.Customer acme = alerts.using();
        String second = alerts.name("second");
        String product = alerts.product(alerts.metric(second), "");
        String card = alerts.card("");
        alerts.rate(card, product, "1", "");
        alerts.contract(acme, card, "");
        alerts.commit(
                acme,
                600,
                YEAR_SEGMENT,
                ", 'custom_fields': {'pool': 'a'}, 'applicable_product_ids': ['" + alerts.account.usageProduct + "']");
        alerts.credit(acme, 900, ", 'custom_fields': {'pool': 'b'}, 'applicable_product_ids': ['" + product + "']");
        alerts.commit(acme, 10, YEAR_SEGMENT, "");
        String alert = alerts.alert(acme, BOTH_BALANCES, "500", """
            , 'alert_specifiers': [{'custom_field_filters': [{'entity': 'ContractCreditOrCommit', 'key': 'pool'}]}]\
            """);
        assertThat(alerts.told(alert)).isEmpty();
        alerts.use(acme, 100);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 500", "alarm 500");
        assertThat(alerts.told(alert))
                .extracting(message ->
                        message.at("/properties/custom_field_filters/0/value").asString("all"))
                .containsExactlyInAnyOrder("a", "all");

        alerts.event(acme, second, "'n': '500'");
        alerts.later();
        assertThat(alerts.told(alert)).hasSize(3);
        assertThat(alerts.told(alert)
                        .getLast()
                        .at("/properties/custom_field_filters/0/value")
                        .stringValue())
                .isEqualTo("b");
        assertThat(alerts.told(alert)
                        .getLast()
                        .at("/properties/remaining_balance")
                        .intValue())
                .isEqualTo(400);
        String pool = ", 'alert_specifiers': [{'custom_field_filters': [{'entity': 'Commit', 'key': 'pool', 'value':"
                + " '%s'}]}]";
        assertThat(alerts.get(acme, alert, pool.formatted("b"))
                        .get("customer_status")
                        .stringValue())
                .isEqualTo("in_alarm");
        assertThat(alerts.get(acme, alert, pool.formatted("c"))
                        .get("customer_status")
                        .stringValue())
                .isEqualTo("ok");
    }

    /** The alert's own specifier again, with the value that is asked for where it leaves one open. */
    @Test
    void a_group_is_named_by_what_the_alert_leaves_open_and_by_nothing_else() {
        AccountFixture.Customer acme = alerts.using();
        String gold = ", 'custom_fields': {'tier': 'gold', 'pool': '%s'}";
        alerts.commit(acme, 400, YEAR_SEGMENT, gold.formatted("a"));
        alerts.commit(acme, 900, YEAR_SEGMENT, gold.formatted("b"));
        String alert = alerts.alert(acme, BOTH_BALANCES, "500", """
            , 'alert_specifiers': [{'custom_field_filters': [{'entity': 'Commit', 'key': 'tier', 'value': 'gold'},
               {'entity': 'ContractCreditOrCommit', 'key': 'pool'}]}]\
            """);
        assertThat(statusOf(acme, alert, tier("gold"), pool("a"))).isEqualTo("in_alarm");
        assertThat(statusOf(acme, alert, pool("a"), tier("gold"))).isEqualTo("in_alarm");
        assertThat(statusOf(acme, alert, tier("gold"), pool("b"))).isEqualTo("ok");
        assertThat(statusOf(acme, alert, tier("gold"))).as("the worst of all").isEqualTo("in_alarm");
        assertThat(refused(acme, alert, specifier(tier("silver"), pool("a"))))
                .as("nobody looks at these")
                .isEqualTo("alert_specifiers: the alert does not look at tier silver");
        assertThat(refused(acme, alert, ", 'group_values': [{'key': 'pool', 'value': 'a'}]"))
                .isEqualTo("group_values: the alert does not look at pool a");

        String days = alerts.alert(acme, "low_remaining_days_for_commit_segment_reached", "365", "");
        assertThat(alerts.status(acme, days)).isEqualTo("in_alarm");
        assertThat(refused(acme, days, specifier(pool("a"))))
                .isEqualTo("alert_specifiers: the alert does not look at pool a");
    }

    private static String tier(String value) {
        return "{'entity': 'Commit', 'key': 'tier', 'value': '" + value + "'}";
    }

    private static String pool(String value) {
        return "{'key': 'pool', 'value': '" + value + "'}";
    }

    private static String specifier(String... filters) {
        return ", 'alert_specifiers': [{'custom_field_filters': [" + String.join(", ", filters) + "]}]";
    }

    private static String statusOf(AccountFixture.Customer customer, String alert, String... filters) {
        return alerts.get(customer, alert, specifier(filters))
                .get("customer_status")
                .stringValue();
    }

    private static String refused(AccountFixture.Customer customer, String alert, String part) {
        return alerts.api()
                .post(
                        "/v1/customer-alerts/get",
                        "{'customer_id': '%s', 'alert_id': '%s'%s}".formatted(customer.id(), alert, part))
                .refused(400);
    }

    /** A18. */
    @Test
    void a_customer_without_commits_is_not_low_on_them() {
        AccountFixture.Customer acme = alerts.using();
        String alert = alerts.alert(acme, COMMIT_BALANCE, "1000", "");
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        alerts.credit(acme, 10, "");
        alerts.server.settle();
        assertThat(alerts.status(acme, alert)).as("a credit is no commit").isEqualTo("ok");
    }

    /** A19. */
    @Test
    void who_is_beyond_an_alert_that_is_made_silently_is_told_of_after_a_reset() {
        AccountFixture.Customer acme = alerts.using();
        alerts.use(acme, 500);
        String alert = alerts.alert(acme, SPEND, "500", ", 'evaluate_on_create': false");
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.told(alert)).isEmpty();

        String reset = "{'customer_id': '%s', 'alert_id': '%s'}".formatted(acme.id(), alert);
        alerts.api().post("/v1/customer-alerts/reset", reset).ok();
        alerts.later();
        assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        assertThat(alerts.told(alert, "current_spend")).containsExactly("alarm 500");
        assertThat(alerts.server.audited("reset_alert")).isPositive();
    }

    @Test
    void the_alarms_of_a_customer_that_is_archived_end_without_a_word() {
        AccountFixture.Customer acme = alerts.using();
        alerts.use(acme, 500);
        String spend = alerts.alert(acme, SPEND, "500", "");
        String total = alerts.alert(acme, "invoice_total_reached", "500", "");
        AccountFixture.Customer withoutContract = alerts.customer();
        alerts.commit(withoutContract, 100, YEAR_SEGMENT, "");
        String balance = alerts.alert(withoutContract, COMMIT_BALANCE, "100", "");
        alerts.later();
        for (String alert : List.of(spend, total)) {
            assertThat(alerts.status(acme, alert)).isEqualTo("in_alarm");
        }
        assertThat(alerts.status(withoutContract, balance)).isEqualTo("in_alarm");

        for (AccountFixture.Customer customer : List.of(acme, withoutContract)) {
            alerts.api()
                    .post("/v1/customers/archive", "{'id': '" + customer.id() + "'}")
                    .ok();
        }
        alerts.later();
        for (String alert : List.of(spend, total)) {
            assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        }
        assertThat(alerts.status(withoutContract, balance)).isEqualTo("ok");
        for (String alert : List.of(spend, total, balance)) {
            assertThat(alerts.told(alert)).as("the alarm alone").hasSize(1);
        }
    }

    /** A20. */
    @Test
    void a_message_has_the_published_properties() {
        AccountFixture.Customer acme = alerts.using();
        String commit = alerts.commit(acme, 25_000, YEAR_SEGMENT, "");
        String alert = alerts.alert(acme, COMMIT_BALANCE, "20000", "");
        alerts.use(acme, 20_000);
        alerts.later();
        JsonNode properties = alerts.told(alert).getFirst().get("properties");
        assertThat(properties.propertyNames())
                .containsExactly(
                        "customer_id",
                        "alert_id",
                        "timestamp",
                        "threshold",
                        "alert_name",
                        "credit_type_id",
                        "remaining_balance",
                        "commit_id",
                        "triggered_by");
        assertThat(properties.get("threshold").intValue()).isEqualTo(20_000);
        assertThat(properties.get("remaining_balance").intValue()).isEqualTo(5000);
        assertThat(properties.get("triggered_by").stringValue()).isEqualTo("usage");
        assertThat(properties.get("commit_id").stringValue()).isEqualTo(commit);
        assertThat(properties.get("credit_type_id").stringValue()).startsWith("2714e483");
    }

    /** A24. */
    @Test
    void spend_in_a_custom_unit_counts_for_alerts_in_that_unit_alone() {
        String unit = alerts.made("/downbeat/v1/creditTypes", "{'name': '" + alerts.name("AI credits") + "'}");
        String card = alerts.card(
                ", 'credit_type_conversions': [{'custom_credit_type_id': '%s', 'fiat_per_custom_credit': 5}]"
                        .formatted(unit));
        String type = alerts.name("tokens");
        alerts.rate(card, alerts.product(alerts.metric(type), ""), "1", ", 'credit_type_id': '" + unit + "'");
        AccountFixture.Customer acme = alerts.customer();
        alerts.contract(acme, card, "");
        alerts.event(acme, type, "'n': '5000'");
        assertThat(acme.invoices().getLast().get("total").intValue()).isEqualTo(25_000);
        assertThat(alerts.status(acme, alerts.alert(acme, SPEND, "20000", ""))).isEqualTo("ok");
        String inUnit = alerts.alert(acme, SPEND, "5000", ", 'credit_type_id': '" + unit + "'");
        assertThat(alerts.status(acme, inUnit)).isEqualTo("in_alarm");
        assertThat(alerts.get(acme, inUnit, "").at("/alert/credit_type/id").stringValue())
                .isEqualTo(unit);
    }
}

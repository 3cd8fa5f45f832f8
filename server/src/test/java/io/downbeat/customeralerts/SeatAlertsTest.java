package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Alerts on what single seats have left (subscriptions.md 4.2; row A17). */
class SeatAlertsTest {
    private static final String TYPE = "low_remaining_seat_balance_reached";
    private static final String USD = "2714e483-4ff1-48e4-9e25-ac732e8f24f2";
    private static final String EACH = ", 'seat_filter': {'seat_group_key': 'user_id'}";
    private static final String ONE = ", 'seat_filter': {'seat_group_key': 'user_id', 'seat_group_value': '%s'}";

    private static AlertsFixture alerts;
    private static String product;
    private static String team;
    private static String card;

    @BeforeAll
    static void start() {
        alerts = new AlertsFixture("2025-05-15T00:00:00Z", Map.of());
        product = alerts.product(alerts.metric("call", "user_id"), ", 'presentation_group_key': ['user_id']");
        team = alerts.made("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}");
        card = alerts.card("");
        alerts.rate(card, product, "1", "");
        alerts.rate(card, team, "1000", ", 'billing_frequency': 'MONTHLY'");
    }

    @AfterAll
    static void stop() {
        alerts.close();
    }

    /** With seats u1 and u2 and one that nobody has; each has 10 a month of its own. */
    private static AccountFixture.Customer seated() {
        AccountFixture.Customer customer = alerts.customer();
        alerts.contract(customer, card, """
            , 'subscriptions': [{'temporary_id': 'seats', 'collection_schedule': 'ADVANCE', 'proration': {}, 'starting_at': '2025-05-01T00:00:00Z',
              'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
              'quantity_management_mode': 'SEAT_BASED', 'seat_config': {'seat_group_key': 'user_id',
                'initial_seat_ids': ['u1', 'u2'], 'initial_unassigned_seats': 1}}],
            'recurring_credits': [{'product_id': '%s', 'name': 'Units', 'priority': 1, 'starting_at': '2025-05-01T00:00:00Z',
              'commit_duration': {'value': 1}, 'access_amount': {'credit_type_id': '%s', 'unit_price': 10},
              'applicable_product_ids': ['%s'], 'subscription_config': {'subscription_id': 'seats',
                'allocation': 'INDIVIDUAL', 'apply_seat_increase_config': {'is_prorated': false}}}]\
            """.formatted(team, alerts.account.fixedProduct, USD, product));
        return customer;
    }

    private static void call(AccountFixture.Customer customer, String seat, int units) {
        alerts.event(customer, "call", "'n': '" + units + "', 'user_id': '" + seat + "'");
    }

    private static String status(AccountFixture.Customer customer, String alert, String seat) {
        return alerts.get(customer, alert, ONE.formatted(seat))
                .get("customer_status")
                .stringValue();
    }

    /** A17. */
    @Test
    void each_seat_has_a_status_of_its_own_and_a_message_names_it() {
        AccountFixture.Customer acme = seated();
        String alert = alerts.alert(acme, TYPE, "5", EACH);
        assertThat(alerts.status(acme, alert)).as("10 left of each").isEqualTo("ok");
        call(acme, "u1", 4);
        alerts.later();
        assertThat(alerts.status(acme, alert)).as("6 left").isEqualTo("ok");
        call(acme, "u1", 1);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 5");
        JsonNode said = alerts.told(alert).getFirst();
        assertThat(said.get("type").stringValue()).isEqualTo("alerts." + TYPE);
        assertThat(said.at("/properties/seat_filter").toString())
                .isEqualTo("{\"seat_group_key\":\"user_id\",\"seat_group_value\":\"u1\"}");
        assertThat(said.at("/properties/credit_type_id").stringValue()).isEqualTo(USD);
        assertThat(said.get("properties").has("credit_id")).isTrue();
        assertThat(status(acme, alert, "u1")).isEqualTo("in_alarm");
        assertThat(status(acme, alert, "u2")).isEqualTo("ok");
        assertThat(alerts.status(acme, alert)).as("the worst of them").isEqualTo("in_alarm");
        call(acme, "u1", 1);
        call(acme, "u2", 12);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 5", "alarm 0");
        assertThat(alerts.get(acme, alert, "").at("/alert/seat_filter").toString())
                .isEqualTo("{\"seat_group_key\":\"user_id\"}");
    }

    @Test
    void alerts_on_a_customers_balances_do_not_see_what_is_one_seats_alone() {
        AccountFixture.Customer acme = seated();
        String balance = alerts.alert(acme, "low_remaining_contract_credit_balance_reached", "1000", "");
        String both = alerts.alert(acme, "low_remaining_contract_credit_and_commit_balance_reached", "1000", "");
        String share = alerts.alert(acme, "low_remaining_contract_credit_percentage_reached", "100", "");
        String days = alerts.alert(acme, "low_remaining_days_for_contract_credit_segment_reached", "365", "");
        for (String alert : new String[] {balance, both, share, days}) {
            assertThat(alerts.status(acme, alert)).isEqualTo("ok");
            assertThat(alerts.told(alert)).isEmpty();
        }
        alerts.credit(acme, 300, ", 'applicable_product_ids': ['" + product + "']");
        alerts.later();
        assertThat(alerts.told(balance, "remaining_balance")).containsExactly("alarm 300");
        assertThat(alerts.told(both, "remaining_balance")).containsExactly("alarm 300");
        assertThat(alerts.told(share, "remaining_percentage")).containsExactly("alarm 100");
    }

    @Test
    void one_seat_is_watched_alone_and_is_fine_once_a_new_period_gives_it_more() {
        AccountFixture.Customer acme = seated();
        String alert = alerts.alert(acme, TYPE, "5", ONE.formatted("u2"));
        call(acme, "u1", 10);
        alerts.later();
        assertThat(alerts.status(acme, alert)).as("another seat's").isEqualTo("ok");
        call(acme, "u2", 5);
        alerts.later();
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 5");
        assertThat(alerts.told(alert)
                        .getFirst()
                        .at("/properties/seat_filter/seat_group_value")
                        .stringValue())
                .isEqualTo("u2");
        alerts.advanceTo("2025-06-01T00:10:00Z");
        assertThat(alerts.status(acme, alert)).isEqualTo("ok");
        assertThat(alerts.told(alert, "remaining_balance")).containsExactly("alarm 5", "resolved 10");
    }

    @Test
    void a_seat_that_has_nothing_of_its_own_is_not_low_on_it() {
        AccountFixture.Customer acme = seated();
        assertThat(alerts.status(acme, alerts.alert(acme, TYPE, "50", ONE.formatted("nobody"))))
                .isEqualTo("ok");
        assertThat(alerts.status(acme, alerts.alert(acme, TYPE, "50", EACH.replace("user_id", "team_id"))))
                .isEqualTo("ok");
        assertThat(alerts.status(acme, alerts.alert(acme, TYPE, "50", EACH))).isEqualTo("in_alarm");
    }
}

package io.downbeat.contracts.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions as requests and answers have them, at 2025-05-20 (subscriptions.md 1.2, 1.4, 1.8, 1.11). */
class SubscriptionsApiTest {
    private static final String CREATE = "/v1/contracts/create";
    private static final String QUANTITIES = "/v1/contracts/getSubscriptionQuantityHistory";
    private static final String SEATS = "/v1/contracts/getSubscriptionSeatsHistory";
    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static String team;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-20T00:30:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        AccountFixture.registerKey(api, "a", "subscription");
        acme = account.customer("acme");
        team = api.post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        rate("MONTHLY", 1000);
        rate("ANNUAL", 10000);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void rate(String frequency, int price) {
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': %d, 'billing_frequency': '%s'}\
            """.formatted(account.rateCard, team, price, frequency))
                .ok();
    }

    /** A contract of this year with one subscription; what is given replaces what a plain one has. */
    private record Agreed(String id) {
        JsonNode read() {
            return api.post("/v2/contracts/get", "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), id))
                    .ok()
                    .get("data");
        }

        JsonNode subscription() {
            return read().at("/subscriptions/0");
        }

        String subscriptionId() {
            return subscription().get("id").stringValue();
        }

        Api.Answer edit(String members) {
            return api.post(
                    "/v2/contracts/edit",
                    "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), id, members));
        }

        Api.Answer update(String members) {
            return edit("'update_subscriptions': [{'subscription_id': '" + subscriptionId() + "', " + members + "}]");
        }

        JsonNode quantities() {
            return api.post(QUANTITIES, asked("")).ok().at("/data");
        }

        String asked(String more) {
            return "{'customer_id': '%s', 'contract_id': '%s', 'subscription_id': '%s'%s}"
                    .formatted(acme.id(), id, subscriptionId(), more);
        }
    }

    private static Api.Answer created(String subscription, String more) {
        return api.post(CREATE, """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'subscriptions': [%s]%s}\
            """.formatted(acme.id(), account.rateCard, subscription, more));
    }

    private static Agreed agreed(String subscription) {
        return new Agreed(created(subscription, "").ok().at("/data/id").stringValue());
    }

    private static String plain(String more) {
        return """
            {'collection_schedule': 'ADVANCE', 'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
             'proration': {'invoice_behavior': 'BILL_IMMEDIATELY'}, %s}\
            """.formatted(team, more);
    }

    private static String seats(String ids, int unassigned) {
        return plain("""
            'quantity_management_mode': 'SEAT_BASED', 'seat_config': {'seat_group_key': 'user',
                'initial_seat_ids': [%s], 'initial_unassigned_seats': %d}\
            """.formatted(ids, unassigned));
    }

    @Test
    void a_subscription_is_shown_with_its_defaults_and_the_periods_around_now() {
        Agreed agreed = agreed("""
            {'collection_schedule': 'ARREARS', 'subscription_rate': {'product_id': '%s', 'billing_frequency': 'yearly'},
             'proration': {}, 'initial_quantity': 4, 'name': 'Seats', 'custom_fields': {'a': 'b'}}\
            """.formatted(team));
        JsonNode shown = agreed.subscription();
        assertThat(shown.get("name").stringValue()).isEqualTo("Seats");
        assertThat(shown.at("/subscription_rate/billing_frequency").stringValue())
                .isEqualTo("ANNUAL");
        assertThat(shown.at("/subscription_rate/product/name").stringValue()).isEqualTo("Team");
        assertThat(shown.at("/proration/is_prorated").booleanValue()).isTrue();
        assertThat(shown.at("/proration/invoice_behavior").stringValue()).isEqualTo("BILL_ON_NEXT_COLLECTION_DATE");
        assertThat(shown.at("/billing_cycle_config/invoice_placement").stringValue())
                .isEqualTo("ON_USAGE_INVOICE");
        assertThat(shown.get("quantity_management_mode").stringValue()).isEqualTo("QUANTITY_ONLY");
        assertThat(shown.get("starting_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
        assertThat(shown.has("ending_before")).isFalse();
        assertThat(shown.at("/billing_periods/current/ending_before").stringValue())
                .isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(shown.at("/billing_periods/next/starting_at").stringValue()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(shown.at("/billing_periods").has("previous")).isFalse();
        assertThat(shown.at("/custom_fields/a").stringValue()).isEqualTo("b");
        JsonNode v1 = api.post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), agreed.id()))
                .ok()
                .get("data");
        assertThat(v1.at("/current/subscriptions/0/id")).isEqualTo(shown.get("id"));
        assertThat(v1.at("/subscriptions/0")).isEqualTo(v1.at("/current/subscriptions/0"));
        JsonNode listed = api.post("/v1/contracts/list", "{'customer_id': '%s'}".formatted(acme.id()))
                .ok()
                .get("data")
                .valueStream()
                .filter(one -> one.get("id").stringValue().equals(agreed.id()))
                .findFirst()
                .orElseThrow();
        assertThat(listed.at("/subscriptions/0/id")).isEqualTo(shown.get("id"));
    }

    @Test
    void the_periods_are_cut_where_the_subscription_is() {
        Agreed agreed = agreed(plain("""
            'initial_quantity': 1, 'starting_at': '2025-04-16T00:00:00Z', 'ending_before': '2025-06-11T00:00:00Z'\
            """));
        JsonNode periods = agreed.subscription().get("billing_periods");
        assertThat(periods.at("/previous/starting_at").stringValue()).isEqualTo("2025-04-16T00:00:00.000Z");
        assertThat(periods.at("/current/starting_at").stringValue()).isEqualTo("2025-05-01T00:00:00.000Z");
        assertThat(periods.at("/next/ending_before").stringValue()).isEqualTo("2025-06-11T00:00:00.000Z");
    }

    // S33: the published edit; future quantities are shown too
    @Test
    void quantities_are_set_and_changed_in_the_order_of_their_dates_and_kept_in_the_history_of_edits() {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        agreed.update("""
            'ending_before': '2025-12-01T02:00:00+02:00',
            'quantity_updates': [{'starting_at': '2025-06-21T02:00:00+02:00', 'quantity': 12},
              {'starting_at': '2025-06-21T00:00:00Z', 'quantity_delta': -1},
              {'starting_at': '2025-05-21T00:00:00Z', 'quantity_delta': 2}]\
            """).ok();
        assertThat(agreed.subscription()
                        .get("quantity_schedule")
                        .valueStream()
                        .map(one -> one.get("starting_at").stringValue().substring(0, 10) + " " + one.get("quantity")))
                .containsExactly("2025-01-01 4", "2025-05-21 6", "2025-06-21 11");
        JsonNode history = api.post(
                        "/v2/contracts/getEditHistory",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), agreed.id()))
                .ok()
                .at("/data/0/update_subscriptions/0");
        assertThat(history.get("quantity_updates").size()).isEqualTo(3);
        assertThat(history.at("/quantity_updates/0/starting_at").stringValue()).isEqualTo("2025-06-21T00:00:00.000Z");
        assertThat(history.get("ending_before").stringValue()).isEqualTo("2025-12-01T00:00:00.000Z");
    }

    @Test
    void quantities_are_judged_together_whatever_the_order_in_which_they_are_sent() {
        Agreed agreed = agreed(plain("'initial_quantity': 2"));
        agreed.update("""
            'quantity_updates': [{'starting_at': '2025-06-10T00:00:00Z', 'quantity_delta': -5},
              {'starting_at': '2025-06-01T00:00:00Z', 'quantity_delta': 5},
              {'starting_at': '2025-06-20T00:00:00Z', 'quantity_delta': -5},
              {'starting_at': '2025-06-20T00:00:00Z', 'quantity_delta': 3}]\
            """).ok();
        assertThat(quantities(agreed)).containsExactly("2", "7", "2", "0");
        JsonNode before = agreed.read();
        assertThat(agreed.update("""
            'quantity_updates': [{'starting_at': '2025-07-01T00:00:00Z', 'quantity': 9},
              {'starting_at': '2025-06-05T00:00:00Z', 'quantity_delta': -1},
              {'starting_at': '2025-06-01T00:00:00Z', 'quantity_delta': -1}]\
            """).refused(400))
                .isEqualTo("update_subscriptions[0].quantity_updates[1]: the quantity would be below 0 at"
                        + " 2025-06-20T00:00:00.000Z");
        assertThat(agreed.read()).isEqualTo(before);
    }

    // S44
    @Test
    void the_history_of_quantities_has_what_was_changed_by_now_at_its_price() {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        agreed.update("""
            'quantity_updates': [{'starting_at': '2025-05-16T00:00:00Z', 'quantity_delta': 2},
              {'starting_at': '2025-06-01T00:00:00Z', 'quantity': 9}]\
            """).ok();
        JsonNode history = agreed.quantities().get("history");
        assertThat(history.valueStream().map(SubscriptionsApiTest::units))
                .containsExactly("2025-01-01: 4 x 1000 = 4000", "2025-05-16: 6 x 1000 = 6000");
        assertThat(agreed.quantities().get("fiat_credit_type_id").stringValue())
                .isEqualTo("2714e483-4ff1-48e4-9e25-ac732e8f24f2");
    }

    @Test
    void the_history_of_quantities_has_the_price_of_a_period_that_begins_just_now() {
        try (TestServer hour = TestServer.startedAt("2025-06-01T00:00:00Z")) {
            AccountFixture its = AccountFixture.setUp(hour.api());
            String seat = hour.api()
                    .post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            for (String price : List.of(
                    "'price': 1000, 'starting_at': '2020-01-01T00:00:00Z'",
                    "'price': 1200, 'starting_at': '2025-06-01T00:00:00Z'")) {
                hour.api()
                        .post("/v1/contract-pricing/rate-cards/addRate", """
                            {'rate_card_id': '%s', 'product_id': '%s', 'entitled': true, 'rate_type': 'FLAT',
                             'billing_frequency': 'MONTHLY', %s}\
                            """.formatted(its.rateCard, seat, price))
                        .ok();
            }
            AccountFixture.Customer beta = its.customer("beta");
            var contract = beta.contract(
                    "2025-01-01T00:00:00Z",
                    beta.stripe(),
                    ", 'subscriptions': [" + plain("'initial_quantity': 4").replace(team, seat) + "]");
            JsonNode history = hour.api()
                    .post(
                            QUANTITIES,
                            "{'customer_id': '%s', 'contract_id': '%s', 'subscription_id': '%s'}"
                                    .formatted(
                                            beta.id(),
                                            contract.id(),
                                            contract.read()
                                                    .at("/subscriptions/0/id")
                                                    .stringValue()))
                    .ok()
                    .at("/data/history");
            assertThat(history.valueStream().map(SubscriptionsApiTest::units))
                    .containsExactly("2025-01-01: 4 x 1000 = 4000", "2025-06-01: 4 x 1200 = 4800");
        }
    }

    private static String units(JsonNode element) {
        JsonNode units = element.at("/data/0");
        return element.get("starting_at").stringValue().substring(0, 10) + ": " + units.get("quantity") + " x "
                + units.get("unit_price") + " = " + units.get("total");
    }

    // S37, S38, S39
    @Test
    void seats_that_are_assigned_fill_unassigned_ones_first() {
        Agreed agreed = agreed(seats("'a', 'b'", 2));
        agreed.update("'seat_updates': {'add_seat_ids': [{'starting_at': '2025-05-16T00:00:00Z',"
                        + " 'seat_ids': ['c', 'd', 'e']}]}")
                .ok();
        assertThat(quantities(agreed)).containsExactly("4", "5");
        assertThat(seatsOf(agreed, "")
                        .get("data")
                        .get(1)
                        .get("assigned_seat_ids")
                        .toString())
                .isEqualTo("[\"a\",\"b\",\"c\",\"d\",\"e\"]");
        agreed.update("""
            'seat_updates': {'remove_seat_ids': [{'starting_at': '2025-05-18T00:00:00Z', 'seat_ids': ['a', 'nobody']}],
              'add_unassigned_seats': [{'starting_at': '2025-05-18T00:00:00Z', 'quantity': 1}]}\
            """).ok();
        assertThat(quantities(agreed)).containsExactly("4", "5");
        JsonNode last = seatsOf(agreed, "").get("data").get(2);
        assertThat(last.get("assigned_seat_ids").size()).isEqualTo(4);
        assertThat(last.get("total_quantity").intValue()).isEqualTo(5);
        agreed.update("""
            'seat_updates': {'remove_unassigned_seats': [{'starting_at': '2025-05-19T00:00:00Z', 'quantity': 9}]}\
            """).ok();
        assertThat(quantities(agreed)).containsExactly("4", "5", "4");
    }

    @Test
    void as_many_seats_as_a_list_can_have_are_assigned_at_once_and_stand_in_the_history() {
        Agreed agreed = agreed(seats("", 0));
        String ids = IntStream.range(0, 1_000)
                .mapToObj(seat -> "'" + "%04d".formatted(seat).repeat(16) + "'")
                .collect(Collectors.joining(","));
        agreed.update("'seat_updates': {'add_seat_ids': [{'starting_at': '2025-05-16T00:00:00Z', 'seat_ids': [" + ids
                        + "]}]}")
                .ok();
        assertThat(quantities(agreed)).containsExactly("0", "1000");
        assertThat(api.post(
                                "/v2/contracts/getEditHistory",
                                "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), agreed.id()))
                        .ok()
                        .at("/data/0/update_subscriptions/0/seat_updates/add_seat_ids/0/seat_ids"))
                .hasSize(1_000);
    }

    private static List<String> quantities(Agreed agreed) {
        return agreed.subscription()
                .get("quantity_schedule")
                .valueStream()
                .map(one -> new BigDecimal(one.get("quantity").asString()).toPlainString())
                .toList();
    }

    private static JsonNode seatsOf(Agreed agreed, String more) {
        return api.post(SEATS, agreed.asked(more)).ok();
    }

    // S45
    @Test
    void the_history_of_seats_is_read_page_by_page_or_at_a_date() {
        Agreed agreed = agreed(seats("'a', 'b', 'c', 'd', 'e'", 0));
        agreed.update("'seat_updates': {'remove_seat_ids': [{'starting_at': '2025-01-15T00:00:00Z',"
                        + " 'seat_ids': ['d', 'e']}]}")
                .ok();
        JsonNode first = seatsOf(agreed, ", 'limit': 1");
        assertThat(first.at("/data/0/total_quantity").intValue()).isEqualTo(5);
        assertThat(first.at("/data/0/ending_before").stringValue()).isEqualTo("2025-01-15T00:00:00.000Z");
        JsonNode second =
                seatsOf(agreed, ", 'cursor': '" + first.get("next_page").stringValue() + "'");
        assertThat(second.get("data").size()).isEqualTo(1);
        assertThat(second.at("/data/0/total_quantity").intValue()).isEqualTo(3);
        assertThat(second.at("/data/0/ending_before").isNull()).isTrue();
        assertThat(second.get("next_page").isNull()).isTrue();
        assertThat(seatsOf(agreed, ", 'covering_date': '2025-01-14T23:00:00Z'")
                        .at("/data/0/total_quantity")
                        .intValue())
                .isEqualTo(5);
        assertThat(seatsOf(agreed, ", 'starting_at': '2025-01-15T00:00:00Z'")
                        .get("data")
                        .size())
                .isEqualTo(1);
        assertThat(seatsOf(agreed, ", 'ending_before': '2025-01-15T00:00:00Z'")
                        .get("data")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void a_quantity_becomes_unassigned_seats_and_never_the_other_way() {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        agreed.update("""
            'quantity_management_mode_update': {'quantity_management_mode': 'SEAT_BASED',
              'seat_config': {'seat_group_key': 'user'}},
            'seat_updates': {'add_seat_ids': [{'starting_at': '2025-05-20T00:00:00Z', 'seat_ids': ['a']}]}\
            """).ok();
        assertThat(quantities(agreed)).containsExactly("4");
        assertThat(agreed.subscription().at("/seat_config/seat_group_key").stringValue())
                .isEqualTo("user");
        assertThat(agreed.update("""
            'quantity_management_mode_update': {'quantity_management_mode': 'QUANTITY_ONLY'}\
            """).refused(400)).contains("can be changed to SEAT_BASED only");
    }

    /** Four, of which three were to go in June; in May all four are seats. */
    private static Agreed fourAndThreeLessFromJune(String seatUpdates) {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        agreed.update("'quantity_updates': [{'starting_at': '2025-06-01T00:00:00Z', 'quantity_delta': -3}]")
                .ok();
        agreed.update("""
            'quantity_management_mode_update': {'quantity_management_mode': 'SEAT_BASED',
              'seat_config': {'seat_group_key': 'user'}}, 'seat_updates': {%s}\
            """.formatted(seatUpdates)).ok();
        return agreed;
    }

    // 1.4, 1.9
    @Test
    void what_a_quantity_was_to_fall_by_takes_no_more_seats_than_are_unassigned_by_then() {
        Agreed assigned = fourAndThreeLessFromJune(
                "'add_seat_ids': [{'starting_at': '2025-05-20T00:00:00Z', 'seat_ids': ['a', 'b', 'c', 'd']}]");
        assertThat(quantities(assigned)).containsExactly("4");
        assigned.update("'seat_updates': {'add_seat_ids': [{'starting_at': '2025-06-15T00:00:00Z', 'seat_ids':"
                        + " ['e']}]}")
                .ok();
        assertThat(quantities(assigned)).containsExactly("4", "5");
        assigned.update("'seat_updates': {'remove_seat_ids': [{'starting_at': '2025-05-25T00:00:00Z', 'seat_ids':"
                        + " ['a', 'b', 'c', 'd']}]}")
                .ok();
        assertThat(quantities(assigned)).containsExactly("4", "0", "1");

        Agreed two = fourAndThreeLessFromJune(
                "'add_seat_ids': [{'starting_at': '2025-05-20T00:00:00Z', 'seat_ids': ['a', 'b']}]");
        assertThat(quantities(two)).containsExactly("4", "2");

        Agreed nobody = fourAndThreeLessFromJune(
                "'remove_unassigned_seats': [{'starting_at': '2025-05-20T00:00:00Z', 'quantity': 4}]");
        assertThat(quantities(nobody)).containsExactly("4", "0");

        Agreed one = fourAndThreeLessFromJune(
                "'remove_unassigned_seats': [{'starting_at': '2025-06-01T00:00:00Z', 'quantity': 1}]");
        assertThat(quantities(one)).containsExactly("4", "0");
    }

    @Test
    void what_does_not_exist_is_named_by_a_code() {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        String nobody = "0190a000-0000-7000-8000-0000000000ff";
        for (String path : List.of(QUANTITIES, SEATS)) {
            assertThat(code(path, agreed.asked("").replace(acme.id(), nobody))).isEqualTo("CustomerNotFound");
            assertThat(code(path, agreed.asked("").replace(agreed.id(), nobody)))
                    .isEqualTo("ContractNotFound");
            assertThat(code(path, agreed.asked("").replace(agreed.subscriptionId(), nobody)))
                    .isEqualTo("SubscriptionNotFound");
        }
        assertThat(code(SEATS, agreed.asked(""))).isEqualTo("InvalidArgument");
        assertThat(code(
                        SEATS,
                        agreed.asked(
                                ", 'covering_date': '2025-01-01T00:00:00Z', 'starting_at': '2025-01-01T00:00:00Z'")))
                .isEqualTo("InvalidArgument");
        assertThat(agreed.edit("'update_subscriptions': [{'subscription_id': '" + nobody + "'}]")
                        .refused(400))
                .isEqualTo("update_subscriptions[0].subscription_id: not on this contract");
    }

    private static String code(String path, String body) {
        Api.Answer answer = api.post(path, body);
        answer.refused(400);
        return answer.json().get("code").stringValue();
    }

    // 1.11
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'quantity_management_mode': 'SEAT_BASED' | seat_config: required with SEAT_BASED",
                "'name': 'x' | initial_quantity: required with QUANTITY_ONLY",
                "'quantity_management_mode': 'SEAT_BASED', 'initial_quantity': 1, 'seat_config': {'seat_group_key':"
                        + " 'u', 'initial_seat_ids': []} | initial_quantity: not with SEAT_BASED",
                "'initial_quantity': 1, 'seat_config': {'seat_group_key': 'u', 'initial_seat_ids': []} | seat_config:"
                        + " not with QUANTITY_ONLY",
                "'initial_quantity': -1 | initial_quantity: must not be negative",
                "'initial_quantity': 1, 'collection_schedule': 'ARREARS' | proration.invoice_behavior: BILL_IMMEDIATELY"
                        + " needs collection_schedule ADVANCE",
                "'initial_quantity': 1, 'billing_cycle_config': {'anchor_date': '2025-01-01T01:00:00Z'} |"
                        + " billing_cycle_config.anchor_date: must not be after the subscription's starting_at",
                "'initial_quantity': 1, 'collection_schedule': 'ARREARS', 'proration': {}, 'billing_cycle_config':"
                        + " {'anchor_date': '2025-01-01T00:00:00Z'} | billing_cycle_config.anchor_date: needs"
                        + " collection_schedule ADVANCE",
                "'initial_quantity': 1, 'subscription_rate': {'product_id': 'USE', 'billing_frequency': 'MONTHLY'} |"
                        + " subscription_rate.product_id: must be a SUBSCRIPTION product; this one is USAGE",
                "'initial_quantity': 1, 'subscription_rate': {'product_id': 'TEAM', 'billing_frequency': 'WEEKLY'} |"
                        + " subscription_rate: the rate card has no WEEKLY rate of this product",
                "'initial_quantity': 1, 'starting_at': '2025-01-01T00:30:00Z' | starting_at: is required to be on an"
                        + " hour boundary",
                "'initial_quantity': 1, 'starting_at': '2024-12-31T00:00:00Z' | starting_at: must lie inside the"
                        + " contract",
                "'initial_quantity': 1, 'ending_before': '2026-02-01T00:00:00Z' | ending_before: must not be after the"
                        + " contract's ending_before",
                "'initial_quantity': 1, 'ending_before': '2025-01-01T00:00:00Z' | ending_before: must be after"
                        + " starting_at",
                "'initial_quantity': 1, 'payment_gate_config': {} | payment_gate_config: unknown field",
                "'initial_quantity': 1, 'proration': {'rounding': {'rounding_method': 'HALF_UP'}} |"
                        + " proration.rounding.decimal_places: is required",
                "'initial_quantity': 1, 'proration': {'rounding': {'rounding_method': 'HALF_UP', 'decimal_places': 6}}"
                        + " | proration.rounding.decimal_places: must be a whole number from -5 to 5",
            })
    void what_cannot_be_agreed_on_is_refused_by_name(String members, String message) {
        String body = Replaced.of(plain(""), members)
                .replace("USE", account.usageProduct)
                .replace("TEAM", team);
        assertThat(created(body, ", 'ending_before': '2026-01-01T00:00:00Z'").refused(400))
                .startsWith("subscriptions[0]." + message);
    }

    /** Members that take the place of those of the same name. */
    private static final class Replaced {
        static String of(String plain, String members) {
            var node = (ObjectNode) Json.read(plain.replaceAll(",\\s*}$", "}").replace('\'', '"'));
            Json.read("{" + members.replace('\'', '"') + "}")
                    .properties()
                    .forEach(member -> node.set(member.getKey(), member.getValue()));
            return node.toString();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'quantity_updates': [{'starting_at': 'T', 'quantity': 1, 'quantity_delta': 1}] | quantity_updates[0]:"
                        + " give either",
                "'quantity_updates': [{'starting_at': 'T'}] | quantity_updates[0]: give either",
                "'quantity_updates': [{'starting_at': 'T', 'quantity_delta': 0}] | quantity_updates[0].quantity_delta:"
                        + " must not be 0",
                "'quantity_updates': [{'starting_at': 'T', 'quantity_delta': -5}] | quantity_updates[0]: the quantity"
                        + " would be below 0",
                "'quantity_updates': [{'starting_at': '2025-05-21T00:30:00Z', 'quantity': 1}] |"
                        + " quantity_updates[0].starting_at: is required to be on an hour boundary",
                "'quantity_updates': [{'starting_at': '2024-01-01T00:00:00Z', 'quantity': 1}] |"
                        + " quantity_updates[0].starting_at: is before the subscription starts",
                "'seat_updates': {'add_seat_ids': []} | seat_updates: not with QUANTITY_ONLY",
                "'ending_before': '2025-01-01T00:00:00Z' | ending_before: must be after starting_at",
                "'name': 'x' | name: unknown field",
            })
    void an_update_that_cannot_be_is_refused_and_changes_nothing(String members, String message) {
        Agreed agreed = agreed(plain("'initial_quantity': 4"));
        JsonNode before = agreed.read();
        assertThat(agreed.update(members.replace("'T'", "'2025-05-21T00:00:00Z'"))
                        .refused(400))
                .startsWith("update_subscriptions[0]." + message);
        assertThat(agreed.read()).isEqualTo(before);
    }

    @Test
    void seats_are_not_changed_by_quantities_nor_behind_the_end() {
        Agreed agreed = agreed(seats("'a'", 0));
        assertThat(agreed.update("'quantity_updates': [{'starting_at': '2025-05-21T00:00:00Z', 'quantity': 1}]")
                        .refused(400))
                .contains("not with SEAT_BASED");
        agreed.update("'ending_before': '2025-07-01T00:00:00Z'").ok();
        assertThat(agreed.update("'seat_updates': {'remove_seat_ids': [{'starting_at': '2025-07-01T00:00:00Z',"
                                + " 'seat_ids': ['a']}]}")
                        .refused(400))
                .endsWith("Subscription seat remove starting at date must be before the subscription ends");
        assertThat(agreed.update("'seat_updates': {'add_unassigned_seats': [{'starting_at': '2025-07-01T00:00:00Z',"
                                + " 'quantity': 1}]}")
                        .refused(400))
                .endsWith("Subscription seat add starting at date must be before the subscription ends");
        assertThat(agreed.update("'seat_updates': {'add_seat_ids': [{'starting_at': '2025-06-01T00:00:00Z', 'seat_ids':"
                                + " ['"
                                + "x".repeat(129) + "']}]}")
                        .refused(400))
                .contains("seat_ids[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'rate_type': 'FLAT', 'price': 1 | billing_frequency: is required of a SUBSCRIPTION product",
                "'rate_type': 'TIERED', 'tiers': [{'price': 1}], 'billing_frequency': 'MONTHLY' | rate_type: a"
                        + " SUBSCRIPTION product has a FLAT rate",
                "'rate_type': 'PERCENTAGE', 'price': 1, 'billing_frequency': 'MONTHLY' | rate_type: a SUBSCRIPTION"
                        + " product has a FLAT rate",
                "'rate_type': 'SUBSCRIPTION', 'price': 1, 'billing_frequency': 'MONTHLY' | rate_type: use FLAT with"
                        + " billing_frequency for a subscription product",
            })
    void the_rate_of_a_subscription_is_one_price_for_a_period(String members, String message) {
        assertThat(api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true, %s}\
            """.formatted(account.rateCard, team, members))
                        .refused(400))
                .startsWith(message);
    }

    @Test
    void the_rates_of_a_product_are_told_apart_by_their_frequency() {
        JsonNode rates = api.post("/v1/contract-pricing/rate-cards/getRates", """
            {'rate_card_id': '%s', 'at': '2025-05-20T00:00:00Z', 'selectors': [{'billing_frequency': 'YEARLY'}]}\
            """.formatted(account.rateCard))
                .ok()
                .get("data");
        assertThat(rates.size()).isEqualTo(1);
        assertThat(rates.at("/0/billing_frequency").stringValue()).isEqualTo("ANNUAL");
        assertThat(rates.at("/0/rate/price").intValue()).isEqualTo(10000);
    }
}

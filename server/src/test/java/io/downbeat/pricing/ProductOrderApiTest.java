package io.downbeat.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order the products of a card are shown. */
class ProductOrderApiTest {
    private static final String CARDS = "/v1/contract-pricing/rate-cards/";

    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static Pricing pricing;

    /** By name: a, b, c. */
    private static final List<String> products = new ArrayList<>();

    private String card;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        pricing = server.bean(Pricing.class);
        for (String name : List.of("a", "b", "c")) {
            products.add(api.post(
                            "/v1/contract-pricing/products/create",
                            "{'name': '%s', 'type': 'USAGE', 'billable_metric_id': '%s'}"
                                    .formatted(name, account.metric))
                    .ok()
                    .at("/data/id")
                    .stringValue());
        }
    }

    @AfterAll
    static void stop() {
        products.clear();
        server.close();
    }

    @BeforeEach
    void aCardThatPricesAllThree() {
        card = api.post(CARDS + "create", "{'name': 'Card'}")
                .ok()
                .at("/data/id")
                .stringValue();
        products.reversed()
                .forEach(product -> api.post(CARDS + "addRate", """
                    {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
                     'rate_type': 'FLAT', 'price': 1}\
                    """.formatted(card, product))
                        .ok());
    }

    private static String named(String letters) {
        return letters.replace("A", "'" + products.get(0) + "'")
                .replace("B", "'" + products.get(1) + "'")
                .replace("C", "'" + products.get(2) + "'");
    }

    private Api.Answer set(String order) {
        return api.post(
                CARDS + "setRateCardProductsOrder",
                "{'rate_card_id': '%s', 'product_order': [%s]}".formatted(card, named(order)));
    }

    private Api.Answer move(String moves) {
        return api.post(
                CARDS + "moveRateCardProducts",
                "{'rate_card_id': '%s', 'product_moves': [%s]}".formatted(card, named(moves)));
    }

    private String order() {
        StringBuilder letters = new StringBuilder();
        pricing.priceBook(new RateCardId(UUID.fromString(card)))
                .productOrder()
                .forEach(id -> letters.append((char) ('a' + products.indexOf(id.toString()))));
        return letters.toString();
    }

    @Test
    void the_order_is_what_was_set_last_and_none_at_first() {
        assertThat(order()).isEmpty();
        assertThat(set("C, A").ok().at("/data/id").stringValue()).isEqualTo(card);
        assertThat(order()).isEqualTo("ca");
        set("B, C, A").ok();
        assertThat(order()).isEqualTo("bca");
        set("").ok();
        assertThat(order()).isEmpty();
    }

    @ParameterizedTest(name = "{0} and then {1} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "A, B, C | {'product_id': C, 'position': 0} | cab",
                "A, B, C | {'product_id': A, 'position': 2} | bca",
                "A, B, C | {'product_id': A, 'position': 2}, {'product_id': C, 'position': 0} | cba",
                "A, B, C | {'product_id': B, 'position': 1} | abc",
                "C | {'product_id': B, 'position': 0} | bca",
            })
    void what_is_moved_ends_at_its_position_and_the_rest_stays_in_order(String set, String moves, String order) {
        set(set).ok();
        move(moves).ok();
        assertThat(order()).isEqualTo(order);
    }

    @Test
    void products_without_a_place_stand_by_name_once_one_is_moved() {
        move("{'product_id': C, 'position': 1}").ok();
        assertThat(order()).isEqualTo("acb");
    }

    @Test
    void an_order_that_cannot_be_is_refused_and_changes_nothing() {
        set("B, A").ok();
        String unknown = "0190a000-0000-7000-8000-0000000000ff";
        assertThat(set("A, B, A").refused(400)).isEqualTo("product_order[2]: is named twice");
        assertThat(set("A, '" + unknown + "'").refused(400)).isEqualTo("product_order: no such product: " + unknown);
        assertThat(move("{'product_id': '" + unknown + "', 'position': 0}").refused(400))
                .isEqualTo("product_moves[0].product_id: the rate card has no such product");
        assertThat(move("{'product_id': A, 'position': 3}").refused(400))
                .isEqualTo("product_moves[0].position: must be a whole number from 0 to 2");
        assertThat(move("{'product_id': A, 'position': 0.5}").refused(400)).startsWith("product_moves[0].position:");
        assertThat(move("{'product_id': A, 'position': 0}, {'product_id': B, 'position': 0}")
                        .refused(400))
                .isEqualTo("product_moves[1].position: another product is moved there");
        assertThat(move("{'product_id': A, 'position': 0}, {'product_id': A, 'position': 1}")
                        .refused(400))
                .isEqualTo("product_moves[1].product_id: is moved twice");
        assertThat(order()).isEqualTo("ba");
        api.post(CARDS + "setRateCardProductsOrder", "{'rate_card_id': '" + unknown + "', 'product_order': []}")
                .refused(404);
    }
}

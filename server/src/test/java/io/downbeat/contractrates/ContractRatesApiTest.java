package io.downbeat.contractrates;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a contract's price list says at a moment. */
class ContractRatesApiTest {
    private static final String PATH = "/v1/contracts/getContractRateSchedule";

    private static TestServer server;
    private static Api api;
    private static AccountFixture account;
    private static AccountFixture.Customer acme;
    private static String storage;
    private static String hidden;
    private static String tiered;
    private static AccountFixture.Contract contract;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-05-15T00:00:00Z");
        api = server.api();
        account = AccountFixture.setUp(api);
        acme = account.customer("acme");
        storage = product("Storage", "'tags': ['data'],");
        rate(
                storage,
                "'entitled': true, 'rate_type': 'FLAT', 'price': 100,"
                        + " 'commit_rate': {'rate_type': 'FLAT', 'price': 70}");
        hidden = product("Hidden", "");
        rate(hidden, "'entitled': false, 'rate_type': 'FLAT', 'price': 5");
        tiered = product("Tiered", "");
        rate(tiered, "'entitled': true, 'rate_type': 'TIERED', 'tiers': [{'size': 15, 'price': 100}, {'price': 60}]");
        contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'multiplier_override_prioritization': 'EXPLICIT', 'overrides': [
              {'product_id': '%1$s', 'starting_at': '2025-02-01T00:00:00Z', 'multiplier': 0.8, 'priority': 1},
              {'product_id': '%1$s', 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.5, 'priority': 2,
               'is_commit_specific': true},
              {'product_id': '%2$s', 'starting_at': '2025-03-01T00:00:00Z', 'entitled': true},
              {'product_id': '%3$s', 'starting_at': '2025-01-01T00:00:00Z', 'priority': 1,
               'tiers': [{'size': 10, 'multiplier': 0.8}, {'multiplier': 0.5}]}]\
            """.formatted(storage, hidden, tiered));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String product(String name, String terms) {
        return api.post(
                        "/v1/contract-pricing/products/create",
                        "{'name': '%s', %s 'type': 'USAGE', 'billable_metric_id': '%s'}"
                                .formatted(name, terms, account.metric))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static void rate(String product, String terms) {
        api.post(
                        "/v1/contract-pricing/rate-cards/addRate",
                        "{'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', %s}"
                                .formatted(account.rateCard, product, terms))
                .ok();
    }

    private static Api.Answer asked(String customer, String id, String more) {
        return api.post(PATH, "{'customer_id': '%s', 'contract_id': '%s'%s}".formatted(customer, id, more));
    }

    private static JsonNode of(String product, String at) {
        return asked(
                        acme.id(),
                        contract.id(),
                        ", 'at': '%s', 'selectors': [{'product_id': '%s'}]".formatted(at, product))
                .ok()
                .get("data");
    }

    @Test
    void row_112_the_override_rate_shows_from_when_the_override_starts_and_what_is_for_commits_alone_never() {
        JsonNode before = of(storage, "2025-01-15T00:00:00Z").get(0);
        assertThat(before.has("override_rate")).isFalse();
        assertThat(of(storage, "2025-01-31T23:59:59.999Z").get(0).has("override_rate"))
                .isFalse();

        JsonNode row = of(storage, "2025-02-01T00:00:00Z").get(0);
        assertThat(row.at("/override_rate/rate_type").stringValue()).isEqualTo("FLAT");
        assertThat(row.at("/override_rate/price").intValue()).isEqualTo(80);
        assertThat(row.at("/list_rate/price").intValue()).isEqualTo(100);
        assertThat(row.at("/list_rate/credit_type/name").stringValue()).isEqualTo("USD (cents)");
        assertThat(row.at("/commit_rate/price").intValue()).isEqualTo(70);
        assertThat(row.get("entitled").booleanValue()).isTrue();
        assertThat(row.get("rate_card_id").stringValue()).isEqualTo(account.rateCard);
        assertThat(row.get("product_name").stringValue()).isEqualTo("Storage");
        assertThat(row.get("starting_at").stringValue()).isEqualTo("2020-01-01T00:00:00.000Z");
    }

    @Test
    void row_112_a_product_is_absent_until_the_contract_entitles_to_it() {
        assertThat(of(hidden, "2025-02-28T23:59:59Z")).isEmpty();
        assertThat(of(hidden, "2025-03-01T00:00:00Z").get(0).has("override_rate"))
                .isFalse();
        assertThat(of(hidden, "2025-03-01T00:00:00Z").at("/0/list_rate/price").intValue())
                .isEqualTo(5);
    }

    @Test
    void a_tiered_override_shows_the_tiers_it_comes_to() {
        assertThat(of(tiered, "2025-01-01T00:00:00Z")
                        .at("/0/override_rate/tiers")
                        .toString()
                        .replace('"', '\''))
                .isEqualTo("[{'size':10,'price':80},{'size':5,'price':50},{'price':30}]");
    }

    @Test
    void without_a_moment_it_is_now_and_the_pages_make_up_the_whole() {
        List<String> whole = names(asked(acme.id(), contract.id(), "").ok());
        assertThat(whole).containsExactlyInAnyOrder("Use", "Storage", "Hidden", "Tiered");

        List<String> paged = new ArrayList<>();
        String page = "";
        do {
            JsonNode answer = api.post(
                            PATH + "?limit=1" + page,
                            "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                    .ok();
            paged.addAll(names(answer));
            page = answer.get("next_page").isNull()
                    ? ""
                    : "&next_page=" + answer.get("next_page").stringValue();
        } while (!page.isEmpty());
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void selectors_choose_as_those_of_the_card_do() {
        assertThat(names(asked(acme.id(), contract.id(), ", 'selectors': [{'product_tags': ['data', 'x']}]")
                        .ok()))
                .containsExactly("Storage");
        assertThat(names(asked(acme.id(), contract.id(), ", 'selectors': [{'billing_frequency': 'MONTHLY'}]")
                        .ok()))
                .isEmpty();
    }

    @Test
    void a_contract_without_a_rate_card_has_no_rates() {
        String fixed = api.post(
                        "/v1/contracts/create",
                        "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}".formatted(acme.id()))
                .ok()
                .at("/data/id")
                .stringValue();
        assertThat(asked(acme.id(), fixed, "").ok().get("data")).isEmpty();
    }

    @Test
    void who_or_what_does_not_exist_is_404() {
        String nobody = "0190a000-0000-7000-8000-0000000000ff";
        asked(nobody, contract.id(), "").refused(404);
        asked(acme.id(), nobody, "").refused(404);
        asked(account.customer("other").id(), contract.id(), "").refused(404);
        assertThat(asked(acme.id(), contract.id(), ", 'when': 1").refused(400)).startsWith("when: unknown field");
    }

    private static List<String> names(JsonNode answer) {
        return answer.get("data")
                .valueStream()
                .map(row -> row.get("product_name").stringValue())
                .toList();
    }
}

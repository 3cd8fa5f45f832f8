package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What overrides make of a customer's invoices. The scenarios of {@code pricing-cases.json} have the prices. */
class OverridesOnInvoicesTest extends InvoicesOnAServer {
    private String regional = "";
    private int events;

    @BeforeEach
    void aProductPresentedByRegion() {
        String metric = api().post("/v1/billable-metrics/create", """
            {'name': 'Regional', 'aggregation_type': 'SUM', 'aggregation_key': 'n', 'group_keys': [['region']],
             'event_type_filter': {'in_values': ['regional']},
             'property_filters': [{'name': 'n', 'exists': true}, {'name': 'region', 'exists': true}]}\
            """)
                .ok()
                .at("/data/id")
                .stringValue();
        regional = api().post("/v1/contract-pricing/products/create", """
            {'name': 'Regional', 'type': 'USAGE', 'billable_metric_id': '%s', 'presentation_group_key': ['region']}\
            """.formatted(metric))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private void rate(boolean entitled) {
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': %s,
             'rate_type': 'FLAT', 'price': 100}\
            """.formatted(account.rateCard, regional, entitled))
                .ok();
    }

    private AccountFixture.Contract contract(String override) {
        return acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'overrides': [{" + override.replace("REGIONAL", regional) + "}]");
    }

    private void use(String at, int n, String region) {
        api().post("/v1/ingest", """
            [{'transaction_id': 'r%d', 'customer_id': 'acme', 'event_type': 'regional', 'timestamp': '%s',
              'properties': {'n': '%d', 'region': '%s'}}]\
            """.formatted(events++, at, n, region)).ok();
    }

    /** {@code "eu 10 x 50 = 500"} for each line of the product on the invoice of the period. */
    private List<String> lines(String start) {
        List<String> lines = new ArrayList<>();
        for (JsonNode invoice : acme.invoices()) {
            if (start(invoice).equals(start)) {
                for (JsonNode line : invoice.get("line_items")) {
                    if (line.get("name").stringValue().equals("Regional")) {
                        lines.add(line.at("/presentation_group_values/region").stringValue() + " "
                                + number(line, "quantity") + " x " + number(line, "unit_price") + " = "
                                + number(line, "total"));
                    }
                }
            }
        }
        return lines;
    }

    private static String number(JsonNode line, String field) {
        BigDecimal value = line.get(field).decimalValue().stripTrailingZeros();
        return value.toPlainString();
    }

    @Test
    void a_multiplier_of_one_presented_group_prices_and_cuts_its_lines_alone() {
        rate(true);
        contract("""
            'override_specifiers': [{'product_id': 'REGIONAL', 'presentation_group_values': {'region': 'eu'}}],
            'starting_at': '2025-01-11T00:00:00Z', 'multiplier': 0.5\
            """);
        server.advanceTo("2025-01-20T00:00:00Z");
        for (String region : List.of("eu", "us")) {
            use("2025-01-03T00:00:00Z", 10, region);
            use("2025-01-13T00:00:00Z", 10, region);
        }
        List<String> expected = List.of("eu 10 x 100 = 1000", "us 20 x 100 = 2000", "eu 10 x 50 = 500");
        assertThat(lines("2025-01-01")).containsExactlyInAnyOrderElementsOf(expected);
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(lines("2025-01-01")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(api().post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-03-01T00:00:00Z'}")
                        .ok()
                        .get("ok")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void removing_an_override_acts_on_drafts_at_once_and_on_no_finalized_invoice() {
        rate(true);
        var contract = contract("'product_id': 'REGIONAL', 'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.5");
        server.advanceTo("2025-01-20T00:00:00Z");
        use("2025-01-03T00:00:00Z", 10, "eu");
        server.advanceTo("2025-02-10T00:00:00Z");
        use("2025-02-03T00:00:00Z", 10, "eu");
        assertThat(lines("2025-01-01")).containsExactly("eu 10 x 50 = 500");
        assertThat(lines("2025-02-01")).containsExactly("eu 10 x 50 = 500");

        String id = contract.read().at("/overrides/0/id").stringValue();
        api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', 'remove_overrides': [{'id': '%s'}]}"
                                .formatted(acme.id(), contract.id(), id))
                .ok();
        assertThat(lines("2025-01-01")).containsExactly("eu 10 x 50 = 500");
        assertThat(lines("2025-02-01")).containsExactly("eu 10 x 100 = 1000");
    }

    @Test
    void what_was_used_before_an_override_entitles_to_it_is_never_billed() {
        rate(false);
        contract(
                "'product_id': 'REGIONAL', 'starting_at': '2025-01-11T00:00:00Z', 'entitled': true, 'multiplier': 0.8");
        server.advanceTo("2025-01-20T00:00:00Z");
        use("2025-01-10T23:59:59.999Z", 7, "eu");
        assertThat(lines("2025-01-01")).isEmpty();
        use("2025-01-11T00:00:00Z", 3, "eu");
        assertThat(lines("2025-01-01")).containsExactly("eu 3 x 80 = 240");
    }

    /** What gives 300 every month, under the temporary id {@code monthly}. */
    private String monthly(String list) {
        return """
            , '%s': [{'temporary_id': 'monthly', 'product_id': '%s', 'priority': 1, 'starting_at': '2025-01-01T00:00:00Z',
              'commit_duration': {'value': 1},
              'access_amount': {'credit_type_id': '2714e483-4ff1-48e4-9e25-ac732e8f24f2', 'unit_price': 300}}]\
            """.formatted(list, account.fixedProduct);
    }

    private String halfPriceFor(String member, String name) {
        return """
            {'override_specifiers': [{'product_id': '%s', '%s': ['%s']}], 'is_commit_specific': true,
             'starting_at': '2025-01-01T00:00:00Z', 'multiplier': 0.5}\
            """.formatted(regional, member, name);
    }

    @Test
    void an_override_for_a_recurring_commit_prices_what_the_commit_of_each_period_pays() {
        rate(true);
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                monthly("recurring_commits") + ", 'overrides': [" + halfPriceFor("recurring_commit_ids", "monthly")
                        + "]");
        server.advanceTo("2025-01-20T00:00:00Z");
        use("2025-01-03T00:00:00Z", 10, "eu");
        assertThat(lines("2025-01-01")).containsExactly("eu 6 x 50 = 300", "eu 4 x 100 = 400");
        server.advanceTo("2025-02-10T00:00:00Z");
        use("2025-02-03T00:00:00Z", 2, "eu");
        assertThat(lines("2025-02-01")).containsExactly("eu 2 x 50 = 100");
    }

    @ParameterizedTest
    @CsvSource({
        "recurring_commits, recurring_commit_ids",
        "recurring_commits, any_commit_or_credit_ids",
        "recurring_credits, any_commit_or_credit_ids"
    })
    void an_override_that_is_added_later_for_what_recurs_prices_what_that_pays(String list, String member) {
        rate(true);
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), monthly(list));
        server.advanceTo("2025-01-20T00:00:00Z");
        use("2025-01-03T00:00:00Z", 10, "eu");
        assertThat(lines("2025-01-01")).containsExactly("eu 3 x 100 = 300", "eu 7 x 100 = 700");

        String recurring = contract.read().at("/" + list + "/0/id").stringValue();
        api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', 'add_overrides': [%s]}"
                                .formatted(acme.id(), contract.id(), halfPriceFor(member, recurring)))
                .ok();
        assertThat(lines("2025-01-01")).containsExactly("eu 6 x 50 = 300", "eu 4 x 100 = 400");
        server.advanceTo("2025-02-10T00:00:00Z");
        use("2025-02-03T00:00:00Z", 2, "eu");
        assertThat(lines("2025-01-01")).containsExactly("eu 6 x 50 = 300", "eu 4 x 100 = 400");
        assertThat(lines("2025-02-01")).containsExactly("eu 2 x 50 = 100");
    }
}

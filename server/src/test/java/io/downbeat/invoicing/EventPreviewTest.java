package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What {@code previewEvents} shows is what comes once the events are sent; and it leaves nothing behind (pricing.md 16). */
class EventPreviewTest extends InvoicesOnAServer {
    private AccountFixture.Contract contract;

    @BeforeEach
    void ten_days_have_passed() {
        contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-10T00:00:00Z");
    }

    @Test
    void merged_events_are_billed_behind_what_is_stored_c93() {
        String product = freeHundred();
        for (int i = 0; i < 99; i++) {
            use("stored-" + i, "2025-01-05T00:00:00Z", "{'n': 1}", "c93");
        }
        JsonNode draft = preview("merge", five()).get(0);
        assertThat(lines(draft, product)).containsExactly("100 x 0 = 0", "4 x 10 = 40");
        assertThat(draft.get("total").decimalValue()).isEqualByComparingTo("40");
        assertThat(status(draft)).isEqualTo("DRAFT");
        assertThat(id(draft)).isEqualTo(id(acme.invoices().getFirst()));
        assertThat(lines(acme.invoices().getFirst(), product)).containsExactly("99 x 0 = 0");
    }

    @Test
    void replacing_events_are_all_there_is_and_a_line_without_a_price_is_no_line_without_a_quantity_c121() {
        String product = freeHundred();
        use("stored", "2025-01-05T00:00:00Z", "{'n': 99}", "c93");
        for (String mode : List.of("", "'mode': 'replace', ")) {
            JsonNode draft = ask(mode + "'skip_zero_qty_line_items': true, 'events': [" + five() + "]")
                    .ok()
                    .at("/data/0");
            assertThat(lines(draft, product)).containsExactly("5 x 0 = 0");
            assertThat(draft.get("total").decimalValue()).isZero();
            assertThat(draft.get("line_items")).hasSize(1);
        }
        assertThat(preview("replace", five()).get(0).get("line_items")).hasSize(2);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"COUNT", "SUM", "MAX", "LATEST", "UNIQUE"})
    void merging_shows_to_the_line_what_sending_the_events_then_brings(String aggregation) {
        String metric = metric(aggregation, "['region'], ['region', 'tier']");
        String plain = product("plain " + aggregation, metric, "", "");
        String grouped = product(
                "grouped " + aggregation,
                metric,
                ", 'pricing_group_key': ['region'], 'presentation_group_key': ['tier']",
                ", 'pricing_group_values': {'region': 'eu'}");
        use("one", "2025-01-03T10:00:00Z", "{'n': 7, 'region': 'eu', 'tier': 'a'}", aggregation);
        use("nought", "2025-01-03T09:00:00Z", "{'n': 3, 'region': 'us', 'tier': 'b'}", aggregation);
        use("two", "2025-01-03T10:30:00Z", "{'n': 2, 'region': 'us', 'tier': 'a'}", aggregation);
        use("three", "2025-01-04T11:00:00Z", "{'n': '1.50', 'region': 'eu', 'tier': 'b'}", aggregation);
        List<String> more = List.of(
                event("four", "2025-01-03T10:10:00Z", "{'n': 9, 'region': 'eu', 'tier': 'a'}", aggregation),
                event("five", "2025-01-03T10:10:00Z", "{'n': 7, 'region': 'eu', 'tier': 'a'}", aggregation),
                event("six", "2025-01-04T11:00:00Z", "{'n': 1.50, 'region': 'eu', 'tier': 'b'}", aggregation),
                event("seven", "2025-01-07T00:00:00.000000001Z", "{'n': 1, 'region': 'eu', 'tier': 'b'}", aggregation),
                event("eight", "2025-01-08T00:00:00Z", "{'n': 4, 'region': 'eu'}", aggregation),
                event("one", "2025-01-09T00:00:00Z", "{'n': 100, 'region': 'eu', 'tier': 'a'}", aggregation));
        JsonNode shown = preview("merge", String.join(",", more)).get(0);
        JsonNode alone = preview("replace", String.join(",", more)).get(0);

        more.forEach(event -> assertThat(ingest(event, "acme").status()).isEqualTo(200));

        JsonNode draft = acme.invoices().getFirst();
        assertThat(shown).isEqualTo(draft);
        assertThat(lines(draft, grouped)).isNotEmpty();
        assertThat(lines(alone, plain)).isNotEqualTo(lines(draft, plain));
    }

    @Test
    void every_contract_shows_the_periods_that_the_events_fall_into_and_no_others() {
        AccountFixture.Contract weekly = acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'WEEKLY', 'day': 'CONTRACT_START'}");
        JsonNode shown = preview(
                "replace",
                event("a", "2025-01-10T00:00:00Z", "{'n': 1}", "use") + ","
                        + event("b", "2025-01-12T00:00:00Z", "{'n': 2}", "use") + ","
                        + event("c", "2025-03-04T00:00:00Z", "{'n': 4}", "use"));
        assertThat(shown)
                .extracting(draft -> start(draft) + " " + draft.get("total").intValue())
                .containsExactly("2025-01-08 3", "2025-01-01 3", "2025-02-26 4", "2025-03-01 4");
        assertThat(shown.get(1).get("contract_id").stringValue()).isEqualTo(contract.id());
        assertThat(shown.get(0).get("contract_id").stringValue()).isEqualTo(weekly.id());
    }

    @Test
    void an_event_without_a_timestamp_happens_now_and_one_of_an_unknown_type_has_no_line() {
        JsonNode now = preview("replace", "{'event_type': 'use', 'properties': {'n': 3}}");
        assertThat(now).hasSize(1);
        assertThat(now.get(0).get("total").intValue()).isEqualTo(3);
        JsonNode unknown = preview("replace", "{'event_type': 'nobody knows it'}");
        assertThat(unknown.get(0).get("total").intValue()).isZero();
        assertThat(ask("'events': []").ok().get("data")).isEmpty();
    }

    @Test
    void an_event_may_name_its_customer_by_id_or_alias_and_no_other() {
        AccountFixture.Customer other = account.customer("other");
        for (String name : List.of("acme", acme.id())) {
            assertThat(preview(
                                    "replace",
                                    "{'customer_id': '" + name + "', 'event_type': 'use', 'properties': {'n': 3}}")
                            .get(0)
                            .get("total")
                            .intValue())
                    .isEqualTo(3);
        }
        for (String name : List.of("other", other.id(), "nobody")) {
            assertThat(ask("'events': [{'customer_id': '" + name + "', 'event_type': 'use'}]")
                            .refused(400))
                    .startsWith("events[0].customer_id: is no id or ingest alias of the customer in the path");
        }
    }

    @Test
    void the_balances_pay_as_they_stand_and_do_not_move() {
        String credit = creditOfHundred();
        acme.use("thirty", "2025-01-05T00:00:00Z", 30);
        String before = state();
        JsonNode merged = preview("merge", event("x", "2025-01-06T00:00:00Z", "{'n': 90}", "use"))
                .get(0);
        assertThat(merged.get("total").intValue()).isEqualTo(20);
        assertThat(merged.get("subtotal").intValue()).isEqualTo(120);
        JsonNode later = preview("merge", event("x", "2025-02-06T00:00:00Z", "{'n': 90}", "use"))
                .get(0);
        // January's draft draws 30 before it.
        assertThat(later.get("total").intValue()).isEqualTo(20);
        assertThat(state()).isEqualTo(before);
        assertThat(balance(credit)).isEqualTo(70);
    }

    @Test
    void a_period_that_is_finalized_is_shown_as_a_draft_and_stays_as_it_is() {
        acme.use("one", "2025-01-05T00:00:00Z", 30);
        server.advanceTo("2025-02-05T00:00:00Z");
        String january = id(acme.invoices().getFirst());
        JsonNode shown = preview("merge", event("x", "2025-01-06T00:00:00Z", "{'n': 5}", "use"))
                .get(0);
        assertThat(status(shown)).isEqualTo("DRAFT");
        assertThat(shown.get("total").intValue()).isEqualTo(35);
        assertThat(id(shown)).isNotEqualTo(january);
        assertThat(invoice(january).get("total").intValue()).isEqualTo(30);
        assertThat(acme.invoices()).hasSize(2);
    }

    @Test
    void what_is_shown_of_a_finalized_period_takes_nothing_from_the_drafts_that_are_open_or_to_come() {
        creditOfHundred();
        acme.use("sixty", "2025-01-05T00:00:00Z", 60);
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("thirty", "2025-02-05T00:00:00Z", 30);
        String february = event("february", "2025-02-06T00:00:00Z", "{'n': 8}", "use");
        String march = event("march", "2025-03-06T00:00:00Z", "{'n': 5}", "use");
        String before = state();
        JsonNode shown = preview(
                "merge", event("january", "2025-01-06T00:00:00Z", "{'n': 5}", "use") + "," + february + "," + march);
        // January's draw of 60 is done. The draft in its place would take the 40 that are left.
        assertThat(shown)
                .extracting(draft -> start(draft) + " " + draft.get("subtotal").intValue() + " "
                        + draft.get("total").intValue())
                .containsExactly("2025-01-01 65 25", "2025-02-01 38 0", "2025-03-01 5 3");
        assertThat(state()).isEqualTo(before);

        assertThat(ingest(february, "acme").status()).isEqualTo(200);
        assertThat(acme.invoices().stream().filter(one -> status(one).equals("DRAFT")))
                .singleElement()
                .isEqualTo(shown.get(1));
    }

    @Test
    void where_the_end_was_moved_out_after_an_invoice_was_final_its_period_ends_and_the_open_one_begins_there() {
        acme.use("ten", "2025-01-05T00:00:00Z", 10);
        updateEnd(contract, "'ending_before': '2025-01-15T00:00:00Z',", false).ok();
        server.advanceTo("2025-01-17T00:00:00Z");
        JsonNode finalized = acme.invoices().getFirst();
        assertThat(status(finalized)).isEqualTo("FINALIZED");
        updateEnd(contract, "", false).ok();
        server.advanceTo("2025-01-18T00:00:00Z");
        String open = acme.invoices().stream()
                .filter(one -> status(one).equals("DRAFT"))
                .map(InvoicesOnAServer::id)
                .findFirst()
                .orElseThrow();
        String events = event("last", "2025-01-14T23:59:59.999999999Z", "{'n': 5}", "use") + ","
                + event("first", "2025-01-15T00:00:00Z", "{'n': 7}", "use");

        JsonNode shown = preview("merge", events);
        assertThat(shown)
                .extracting(EventPreviewTest::periodAndTotal)
                .containsExactly("2025-01-01 2025-01-15 15", "2025-01-15 2025-02-01 7");
        assertThat(id(shown.get(0))).isNotEqualTo(id(finalized));
        assertThat(id(shown.get(1))).isEqualTo(open);

        post("/v1/invoices/void", id(finalized)).ok();
        assertThat(preview("merge", events))
                .as("voided, it is billed by no other invoice")
                .extracting(EventPreviewTest::periodAndTotal)
                .containsExactly("2025-01-01 2025-01-15 15", "2025-01-15 2025-02-01 7");
    }

    private static String periodAndTotal(JsonNode draft) {
        return start(draft) + " " + draft.get("end_timestamp").stringValue().substring(0, 10) + " "
                + draft.get("total").intValue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'events': [E, E] | events[1].transaction_id: is given twice",
                "'mode': 'merge', 'events': [] | events: must have at least one event to merge with what is stored",
                "'mode': 'both', 'events': [] | mode: must be one of REPLACE, MERGE",
                "'mode': 'replace' | events: is required",
                "'events': [{}] | events[0].event_type: is required",
                "'events': [3] | events[0]: must be an object",
                "'events': {} | events: must be a list",
                "'events': [{'event_type': 'use', 'timestamp': 'noon'}] | events[0].timestamp: must be an RFC 3339",
                "'events': [{'event_type': 'use', 'properties': {'a': []}}] | events[0].properties.a: must be a string",
                "'events': [{'event_type': 'use', 'propertis': {}}] | events[0].propertis: unknown field",
                "'event': [] | event: unknown field; did you mean events?"
            })
    void what_is_no_event_is_refused_by_its_place(String body, String message) {
        String event = event("twice", "2025-01-06T00:00:00Z", "{'n': 5}", "use");
        assertThat(ask(body.replace("E", event)).refused(400)).startsWith(message);
    }

    @Test
    void too_many_events_and_too_many_periods_are_refused_and_an_unknown_customer_is_not_found() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            many.add("{'event_type': 'use'}");
        }
        assertThat(ask("'events': [" + String.join(",", many) + "]").refused(400))
                .isEqualTo("events: must have at most 1000 items");
        List<String> spread = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            spread.add("{'event_type': 'use', 'timestamp': '" + (2030 + i) + "-01-01T00:00:00Z'}");
        }
        assertThat(ask("'events': [" + String.join(",", spread) + "]").refused(400))
                .startsWith("events: fall into more than 100 service periods");
        api().post("/v1/customers/" + UUID.randomUUID() + "/previewEvents", "{'events': []}")
                .refused(404);
    }

    private String creditOfHundred() {
        return id("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'name': 'C', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 100, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}\
            """.formatted(acme.id(), account.fixedProduct));
    }

    private Api.Answer ask(String members) {
        return api().post("/v1/customers/" + acme.id() + "/previewEvents", "{" + members + "}");
    }

    private JsonNode preview(String mode, String events) {
        return ask("'mode': '" + mode + "', 'events': [" + events + "]").ok().get("data");
    }

    private static String event(String transaction, String at, String properties, String type) {
        return "{'transaction_id': '%s', 'event_type': '%s', 'timestamp': '%s', 'properties': %s}"
                .formatted(transaction, type, at, properties);
    }

    private static String five() {
        List<String> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(event("new-" + i, "2025-01-06T00:00:00Z", "{'n': 1}", "c93"));
        }
        return String.join(",", five);
    }

    private void use(String transaction, String at, String properties, String type) {
        ingest(event(transaction, at, properties, type), "acme").ok();
    }

    private Api.Answer ingest(String event, String customer) {
        return api().post("/v1/ingest", "[" + event.replaceFirst("\\{", "{'customer_id': '" + customer + "', ") + "]");
    }

    private String freeHundred() {
        return product("T", metric("c93", "SUM", ""), "", "", """
            'rate_type': 'TIERED', 'tiers': [{'size': 100, 'price': 0}, {'price': 10}]\
            """);
    }

    private String metric(String aggregation, String groupKeys) {
        return metric(aggregation, aggregation, groupKeys);
    }

    private String metric(String type, String aggregation, String groupKeys) {
        String key = aggregation.equals("COUNT") ? "" : ", 'aggregation_key': 'n'";
        String present = aggregation.equals("COUNT") ? "" : "{'name': 'n', 'exists': true}";
        String grouped = groupKeys.isEmpty()
                ? ""
                : (present.isEmpty() ? "" : ", ")
                        + "{'name': 'region', 'exists': true}, {'name': 'tier', 'exists': true}";
        return id("/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': '%2$s'%3$s, 'event_type_filter': {'in_values': ['%1$s']},
             'property_filters': [%4$s], 'group_keys': [%5$s]}\
            """.formatted(type, aggregation, key, present + grouped, groupKeys));
    }

    private String product(String name, String metric, String more, String rate) {
        return product(name, metric, more, rate, "'rate_type': 'FLAT', 'price': 10");
    }

    private String product(String name, String metric, String more, String rate, String price) {
        String product = id("/v1/contract-pricing/products/create", """
            {'name': '%s', 'type': 'USAGE', 'billable_metric_id': '%s'%s}\
            """.formatted(name, metric, more));
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true, %s%s}\
            """.formatted(account.rateCard, product, price, rate))
                .ok();
        return product;
    }

    private String id(String path, String body) {
        return api().post(path, body).ok().at("/data/id").stringValue();
    }

    private static List<String> lines(JsonNode invoice, String product) {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : invoice.get("line_items")) {
            if (line.get("product_id").stringValue().equals(product)) {
                lines.add(
                        line.get("quantity").decimalValue().stripTrailingZeros().toPlainString() + " x "
                                + line.get("unit_price").decimalValue().toPlainString() + " = "
                                + line.get("total").decimalValue().toPlainString());
            }
        }
        return lines;
    }

    private String state() {
        return Json.write(acme.invoices())
                + database().sql("""
                    SELECT string_agg(t::text, ',') FROM (SELECT (SELECT count(*) FROM usage_event),
                        (SELECT count(*) FROM usage_event_key), (SELECT count(*) FROM usage_hour),
                        (SELECT count(*) FROM usage_unique), (SELECT count(*) FROM usage_series),
                        (SELECT count(*) FROM invoice), (SELECT count(*) FROM balance_draw)) t
                    """).query(String.class).single();
    }

    private int balance(String id) {
        return api().post("/v1/contracts/customerCredits/list", """
            {'customer_id': '%s', 'credit_id': '%s', 'include_balance': true}\
            """.formatted(acme.id(), id))
                .ok()
                .at("/data/0/balance")
                .intValue();
    }
}

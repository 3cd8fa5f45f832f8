package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Work that is billed on request, up to what was agreed on: rows of pricing.md, part 14. */
class ProfessionalServicesTest extends InvoicesOnAServer {
    private static final String FEBRUARY = "2025-02-01T00:00:00Z";

    private String service(int most) {
        return """
            {'product_id': '%s', 'max_amount': %d, 'unit_price': 10000, 'quantity': 10, 'description': 'Onboarding'}\
            """.formatted(work(), most);
    }

    private String work() {
        return api().post("/v1/contract-pricing/products/create", "{'name': 'Fee', 'type': 'professional_service'}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private AccountFixture.Contract contract(int most) {
        return acme.contract(
                "2025-01-01T00:00:00Z", acme.stripe(), ", 'professional_services': [" + service(most) + "]");
    }

    private static String serviceOf(AccountFixture.Contract contract) {
        return contract.read().at("/professional_services/0/id").stringValue();
    }

    private Api.Answer schedule(AccountFixture.Contract contract, String issuedAt, String... lines) {
        String service = serviceOf(contract);
        List<String> items = List.of(lines).stream()
                .map(line -> "{'professional_service_id': '" + service + "'" + line + "}")
                .toList();
        return api().post(
                        "/v1/contracts/scheduleProServicesInvoice",
                        "{'customer_id': '%s', 'contract_id': '%s', 'issued_at': '%s', 'line_items': [%s]}"
                                .formatted(acme.id(), contract.id(), issuedAt, String.join(", ", items)));
    }

    private static String only(Api.Answer answer) {
        return answer.ok().at("/data/0/id").stringValue();
    }

    private static String shown(JsonNode invoice) {
        return status(invoice) + " " + invoice.get("total").decimalValue().toPlainString() + " "
                + invoice.get("line_items")
                        .valueStream()
                        .map(line -> line.get("name").stringValue() + " "
                                + line.get("quantity").decimalValue().toPlainString() + "x"
                                + line.get("unit_price").decimalValue().toPlainString() + "="
                                + line.get("total").decimalValue().toPlainString())
                        .toList();
    }

    private void verifies() {
        JsonNode verified = api().post(
                        "/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}")
                .ok();
        assertThat(verified.get("ok").booleanValue()).as(verified.toString()).isTrue();
    }

    /** C-116. */
    @Test
    void all_invoices_together_stay_within_the_maximum_and_a_void_one_frees_what_it_billed() {
        AccountFixture.Contract contract = contract(100_000);
        String first = only(schedule(contract, "2025-01-01T00:00:00Z", ", 'quantity': 4"));
        server.settle();
        assertThat(shown(invoice(first))).isEqualTo("FINALIZED 40000 [Fee 4x10000=40000]");
        assertThat(schedule(contract, FEBRUARY, ", 'quantity': 7").refused(400))
                .isEqualTo("professional_service: 110000 exceeds max_amount 100000");
        assertThat(ofType("PROFESSIONAL_SERVICES")).hasSize(1);
        post("/v1/invoices/void", first).ok();
        String second = only(schedule(contract, FEBRUARY, ", 'quantity': 7"));
        assertThat(shown(invoice(second))).isEqualTo("DRAFT 70000 [Fee 7x10000=70000]");
        assertThat(post("/v1/invoices/regenerate", first).refused(400))
                .isEqualTo("professional_service: 110000 exceeds max_amount 100000");
        assertThat(ofType("PROFESSIONAL_SERVICES")).hasSize(2);
        verifies();
    }

    @Test
    void it_is_issued_on_its_date_and_goes_where_the_schedule_says_then() {
        AccountFixture.Contract contract = contract(100_000);
        String id = only(schedule(
                contract, FEBRUARY, ", 'quantity': 1.5, 'unit_price': 333, 'metadata': 'SOW 7'", ", 'amount': 70"));
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        JsonNode draft = invoice(id);
        assertThat(shown(draft)).isEqualTo("DRAFT 570 [Fee 1.5x333=500, Fee 1x70=70]");
        assertThat(draft.get("type").stringValue()).isEqualTo("PROFESSIONAL_SERVICES");
        server.advanceTo("2025-02-01T00:00:00Z");
        JsonNode invoice = invoice(id);
        assertThat(status(invoice)).isEqualTo("FINALIZED");
        assertThat(invoice.get("line_items")).isEqualTo(draft.get("line_items"));
        assertThat(invoice.at("/line_items/0/type").stringValue()).isEqualTo("professional_service");
        assertThat(invoice.at("/line_items/0/professional_service_id").stringValue())
                .isEqualTo(serviceOf(contract));
        assertThat(invoice.at("/line_items/0/metadata").stringValue()).isEqualTo("SOW 7");
        assertThat(invoice.get("issued_at").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
        assertThat(invoice.has("start_timestamp")).isFalse();
        assertThat(route(id).get("rule").stringValue()).isEqualTo(Route.ISSUE_DATE);
        assertThat(route(id).get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.otherStripe());
        assertThat(atProviders())
                .anySatisfy(
                        held -> assertThat(held.lines()).extracting("amount").containsExactly(500L, 70L));
        verifies();
    }

    @Test
    void a_voided_one_is_regenerated_with_what_was_asked_for_and_bills_nothing_twice() {
        AccountFixture.Contract contract = contract(50_000);
        String first = only(schedule(contract, "2025-01-01T00:00:00Z", ", 'quantity': 4"));
        server.settle();
        post("/v1/invoices/void", first).ok();
        String second =
                post("/v1/invoices/regenerate", first).ok().at("/data/id").stringValue();
        assertThat(shown(invoice(second))).isEqualTo("FINALIZED 40000 [Fee 4x10000=40000]");
        assertThat(shown(invoice(first))).isEqualTo("VOID 40000 [Fee 4x10000=40000]");
        post("/v1/invoices/void", second).ok();
        String third =
                post("/v1/invoices/regenerate", second).ok().at("/data/id").stringValue();
        assertThat(shown(invoice(third))).isEqualTo("FINALIZED 40000 [Fee 4x10000=40000]");
        assertThat(schedule(contract, FEBRUARY, ", 'amount': 10001").refused(400))
                .isEqualTo("professional_service: 50001 exceeds max_amount 50000");
        only(schedule(contract, FEBRUARY, ", 'amount': 10000"));
        verifies();
    }

    @Test
    void charges_and_discounts_of_its_date_stand_on_an_invoice_of_their_own() {
        AccountFixture.Contract contract = acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'professional_services': [" + service(100_000) + "]"
                        + charges(item(FEBRUARY, 700)).formatted(account.fixedProduct)
                        + """
                        , 'discounts': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]\
                        """.formatted(account.fixedProduct, item(FEBRUARY, 100)));
        only(schedule(contract, FEBRUARY, ", 'quantity': 1"));
        only(schedule(contract, FEBRUARY, ", 'quantity': 2"));
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(ofType("PROFESSIONAL_SERVICES"))
                .extracting(ProfessionalServicesTest::shown)
                .containsExactlyInAnyOrder(
                        "FINALIZED 10000 [Fee 1x10000=10000]", "FINALIZED 20000 [Fee 2x10000=20000]");
        assertThat(ofType("SCHEDULED"))
                .extracting(ProfessionalServicesTest::shown)
                .containsExactly("FINALIZED 600 [Fee 1x700=700, Fee 1x-100=-100]");
        verifies();
    }

    @Test
    void of_many_asked_for_at_once_no_more_are_opened_than_the_maximum_allows() {
        AccountFixture.Contract contract = contract(50_000);
        List<CompletableFuture<Integer>> asked = IntStream.range(0, 8)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> schedule(contract, FEBRUARY, ", 'quantity': 2").status()))
                .toList();
        assertThat(asked.stream().map(CompletableFuture::join)).containsOnly(200, 400);
        assertThat(ofType("PROFESSIONAL_SERVICES")).hasSize(2);
    }

    @Test
    void the_database_refuses_more_than_the_maximum_and_a_service_of_another_contract() {
        AccountFixture.Contract contract = contract(50_000);
        AccountFixture.Contract other = contract(50_000);
        only(schedule(contract, FEBRUARY, ", 'quantity': 4"));
        String copy = """
            INSERT INTO professional_service_item SELECT (jsonb_populate_record(p, jsonb_build_object(
                'id', gen_random_uuid(), 'place', 1, 'professional_service_id', '%s'))).*
            FROM professional_service_item p
            """;
        assertThatThrownBy(() ->
                        database().sql(copy.formatted(serviceOf(contract))).update())
                .hasMessageContaining("would be billed 80000 of at most 50000");
        assertThatThrownBy(
                        () -> database().sql(copy.formatted(serviceOf(other))).update())
                .hasMessageContaining("is not of the contract of invoice");
    }

    @Test
    void an_earlier_end_and_an_archived_contract_take_away_what_is_not_issued_yet() {
        AccountFixture.Contract contract = contract(50_000);
        only(schedule(contract, "2025-01-15T00:00:00Z", ", 'quantity': 1"));
        String late = only(schedule(contract, "2025-03-01T00:00:00Z", ", 'quantity': 4"));
        updateEnd(contract, "'ending_before': '2025-03-01T00:00:00Z',", true).ok();
        assertThat(status(invoice(late))).isEqualTo("VOID");
        String next = only(schedule(contract, FEBRUARY, ", 'quantity': 4"));
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(acme.id(), contract.id()))
                .ok();
        assertThat(status(invoice(next))).isEqualTo("VOID");
        assertThat(schedule(contract, FEBRUARY, ", 'quantity': 1").refused(400))
                .isEqualTo("the contract is archived and cannot be edited any more");
    }

    @Test
    void the_contract_and_its_history_show_it_as_it_was_agreed() {
        AccountFixture.Contract contract = contract(100_000);
        JsonNode edit = api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', 'add_professional_services': [%s]}"
                                .formatted(acme.id(), contract.id(), service(7)))
                .ok()
                .at("/data/edit");
        JsonNode agreed = contract.read().get("professional_services");
        assertThat(agreed).hasSize(2);
        assertThat(agreed.at("/0/max_amount").intValue()).isEqualTo(100_000);
        assertThat(agreed.at("/0/description").stringValue()).isEqualTo("Onboarding");
        assertThat(agreed.get(1)).isEqualTo(edit.at("/add_pro_services/0"));
        JsonNode v1 = api().post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
        assertThat(v1.at("/initial/professional_services")).hasSize(1);
        assertThat(v1.at("/current/professional_services")).isEqualTo(agreed);
    }

    /** E-31. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'unit_price': 5 | line_items[0].amount: give either an amount, or a quantity and perhaps a unit_price",
                "'amount': 5, 'unit_price': 5 | line_items[0].amount: give either an amount, or a quantity and perhaps"
                        + " a unit_price",
                "'amount': 5, 'quantity': 5 | line_items[0].amount: must equal unit_price x quantity",
                "'amount': -5 | line_items[0].amount: must not be negative",
                "'quantity': -5 | line_items[0].quantity: must not be negative",
                "'quantity': 11 | professional_service: 110000 exceeds max_amount 100000",
                "'netsuite_invoice_billing_end': '2025-02-01T00:00:00Z' | line_items[0].netsuite_invoice_billing_end:"
                        + " every destination is told the invoice's own date, which is issued_at",
            })
    void what_has_no_price_or_too_high_a_one_is_refused_and_no_invoice_opened(String line, String why) {
        AccountFixture.Contract contract = contract(100_000);
        assertThat(schedule(contract, FEBRUARY, ", " + line).refused(400)).isEqualTo(why);
        assertThat(ofType("PROFESSIONAL_SERVICES")).isEmpty();
    }

    @Test
    void it_lies_inside_its_contract_and_bills_what_that_agreed_on() {
        AccountFixture.Contract contract = contract(100_000);
        assertThat(schedule(contract, "2024-12-31T00:00:00Z", ", 'quantity': 1").refused(400))
                .startsWith("issued_at: an invoice must lie inside its contract");
        assertThat(schedule(contract, FEBRUARY).refused(400)).isEqualTo("line_items: must have at least one item");
        String body = "{'customer_id': '%s', 'contract_id': '%s', 'issued_at': '%s', 'line_items': [{"
                + "'professional_service_id': '%s', 'quantity': 1}]}";
        String path = "/v1/contracts/scheduleProServicesInvoice";
        String nobody = "00000000-0000-4000-8000-000000000000";
        assertThat(api().post(path, body.formatted(acme.id(), contract.id(), FEBRUARY, nobody))
                        .refused(400))
                .isEqualTo("line_items[0].professional_service_id: the contract has no such professional service");
        assertThat(api().post(path, body.formatted(acme.id(), nobody, FEBRUARY, nobody))
                        .refused(404))
                .isEqualTo("the customer has no contract " + nobody);
        assertThat(api().post(path, body.formatted(nobody, contract.id(), FEBRUARY, nobody))
                        .refused(404))
                .isEqualTo("no customer has the id " + nobody);
    }
}

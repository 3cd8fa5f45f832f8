package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a discount takes off, from which invoice, and what becomes of it: rows of pricing.md, part 14. */
class DiscountsOnInvoicesTest extends InvoicesOnAServer {
    private static final String FEBRUARY = "2025-02-01T00:00:00Z";

    private String discount(String name, String... items) {
        return "{'product_id': '%s', 'name': '%s', 'schedule': {'schedule_items': [%s]}}"
                .formatted(account.fixedProduct, name, String.join(", ", items));
    }

    private AccountFixture.Contract contract(String more, String charges, String... discounts) {
        return withCharges(
                "2025-01-01T00:00:00Z", more + ", 'discounts': [" + String.join(", ", discounts) + "]", charges);
    }

    private Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), updates));
    }

    private List<String> shown(String type) {
        return ofType(type).stream().map(DiscountsOnInvoicesTest::shown).toList();
    }

    private static String shown(JsonNode invoice) {
        return status(invoice) + " " + plain(invoice, "total") + " "
                + invoice.get("line_items")
                        .valueStream()
                        .filter(line -> line.get("total").decimalValue().signum() != 0
                                || line.get("type").stringValue().equals("scheduled"))
                        .map(line -> line.get("name").stringValue() + " " + plain(line, "quantity") + "x"
                                + plain(line, "unit_price") + "=" + plain(line, "total"))
                        .toList();
    }

    private static String plain(JsonNode node, String field) {
        return node.get(field).decimalValue().toPlainString();
    }

    private void verifies() {
        JsonNode verified = api().post(
                        "/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}")
                .ok();
        assertThat(verified.get("ok").booleanValue()).as(verified.toString()).isTrue();
    }

    /** C-114. */
    @Test
    void it_stands_behind_the_charges_of_its_instant_with_a_negative_total_and_its_id() {
        AccountFixture.Contract contract =
                contract("", item(FEBRUARY, 12_000), discount("Loyalty", item(FEBRUARY, 5_000)));
        assertThat(shown("SCHEDULED")).containsExactly("DRAFT 7000 [Fee 1x12000=12000, Loyalty 1x-5000=-5000]");
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode invoice = ofType("SCHEDULED").getFirst();
        assertThat(shown(invoice)).isEqualTo("FINALIZED 7000 [Fee 1x12000=12000, Loyalty 1x-5000=-5000]");
        JsonNode line = invoice.at("/line_items/1");
        assertThat(line.get("type").stringValue()).isEqualTo("scheduled");
        assertThat(line.get("product_type").stringValue()).isEqualTo("FixedProductListItem");
        assertThat(line.get("discount_id")).isEqualTo(contract.read().at("/discounts/0/id"));
        assertThat(line.has("scheduled_charge_id")).isFalse();
        assertThat(atProviders()).anySatisfy(held -> {
            assertThat(held.amount()).isEqualTo(7_000);
            assertThat(held.lines()).extracting("amount").containsExactly(12_000L, -5_000L);
        });
        verifies();
    }

    /** C-115. */
    @Test
    void an_invoice_is_not_below_zero_for_its_sake_and_the_rest_lapses() {
        contract(
                "",
                item(FEBRUARY, 3_000) + ", " + item("2025-03-01T00:00:00Z", 3_000),
                discount("Loyalty", item(FEBRUARY, 5_000)));
        server.advanceTo("2025-03-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactly(
                        "FINALIZED 0 [Fee 1x3000=3000, Loyalty 1x-3000=-3000]", "FINALIZED 3000 [Fee 1x3000=3000]");
        verifies();
    }

    @Test
    void several_take_off_in_the_order_in_which_they_were_agreed_and_one_that_finds_nothing_is_used_up() {
        AccountFixture.Contract contract = contract(
                "",
                item(FEBRUARY, 1_000),
                discount("Zulu", item(FEBRUARY, 700)),
                discount("Alpha", item(FEBRUARY, 700)));
        edit(contract, "'add_discounts': [" + discount("Last", item(FEBRUARY, 700)) + "]")
                .ok();
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(shown("SCHEDULED"))
                .containsExactly("FINALIZED 0 [Fee 1x1000=1000, Zulu 1x-700=-700, Alpha 1x-300=-300, Last 1x0=0]");
        edit(contract, """
            'add_scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]\
            """.formatted(account.fixedProduct, item(FEBRUARY, 400))).ok();
        server.settle();
        assertThat(shown("SCHEDULED")).contains("FINALIZED 400 [Fee 1x400=400]");
        verifies();
    }

    @Test
    void an_instant_without_charges_has_no_invoice_until_a_charge_is_added() {
        AccountFixture.Contract contract =
                contract("", item("2025-03-01T00:00:00Z", 10), discount("Loyalty", item(FEBRUARY, 700)));
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(shown("SCHEDULED")).containsExactly("DRAFT 10 [Fee 1x10=10]");
        edit(contract, """
            'add_scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [%s]}}]\
            """.formatted(account.fixedProduct, item(FEBRUARY, 1_000)))
                .ok();
        server.settle();
        assertThat(shown("SCHEDULED"))
                .containsExactly("FINALIZED 300 [Fee 1x1000=1000, Loyalty 1x-700=-700]", "DRAFT 10 [Fee 1x10=10]");
    }

    @Test
    void a_discount_agreed_later_is_taken_when_the_voided_invoice_is_regenerated_and_only_then() {
        AccountFixture.Contract contract =
                contract("", item(FEBRUARY, 1_000), discount("Loyalty", item(FEBRUARY, 100)));
        server.advanceTo("2025-02-02T00:00:00Z");
        String first = id(ofType("SCHEDULED").getFirst());
        edit(contract, "'add_discounts': [" + discount("Sorry", item(FEBRUARY, 50)) + "]")
                .ok();
        server.settle();
        assertThat(shown("SCHEDULED")).hasSize(1);
        post("/v1/invoices/void", first).ok();
        String second =
                post("/v1/invoices/regenerate", first).ok().at("/data/id").stringValue();
        assertThat(shown(invoice(second)))
                .isEqualTo("FINALIZED 850 [Fee 1x1000=1000, Loyalty 1x-100=-100, Sorry 1x-50=-50]");
        post("/v1/invoices/void", second).ok();
        String third =
                post("/v1/invoices/regenerate", second).ok().at("/data/id").stringValue();
        assertThat(shown(invoice(third))).isEqualTo(shown(invoice(second)).replace("VOID", "FINALIZED"));
        verifies();
    }

    @Test
    void under_all_it_is_taken_off_the_usage_invoice_that_ends_on_its_day_after_balances_paid() {
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'scheduled_charges_on_usage_invoices': 'ALL', 'discounts': [%s, %s],
            'credits': [{'product_id': '%s', 'name': 'Trial', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 300, 'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]}}]\
            """.formatted(
                        discount("Early", item("2025-02-01T06:00:00Z", 100)),
                        discount("Mid", item("2025-01-20T00:00:00Z", 100)),
                        account.fixedProduct));
        server.advanceTo("2025-01-10T00:00:00Z");
        acme.use("one", "2025-01-10T00:00:00Z", 1_000);
        server.advanceTo("2025-02-03T00:00:00Z");
        JsonNode january = ofType("USAGE").getFirst();
        assertThat(plain(january, "total")).isEqualTo("600");
        assertThat(plain(january, "subtotal")).isEqualTo("900");
        assertThat(january.get("line_items").valueStream().map(line -> plain(line, "total")))
                .containsExactly("300", "-300", "700", "-100");
        assertThat(ofType("SCHEDULED")).isEmpty();
        verifies();
    }

    @Test
    void a_marketplace_is_never_metered_what_it_takes_back() {
        AccountFixture.Contract contract = acme.contract(
                "2025-01-01T00:00:00Z", acme.aws(), """
                    , 'scheduled_charges_on_usage_invoices': 'ALL', 'discounts': [%s]\
                    """.formatted(discount("Loyalty", item(FEBRUARY, 400))));
        server.advanceTo("2025-01-10T00:00:00Z");
        acme.use("one", "2025-01-10T00:00:00Z", 300);
        server.advanceTo("2025-01-11T00:00:00Z");
        assertThat(metered()).isZero();
        server.advanceTo("2025-01-20T00:00:00Z");
        acme.use("two", "2025-01-20T00:00:00Z", 700);
        server.advanceTo("2025-01-21T00:00:00Z");
        assertThat(metered()).isEqualTo(600);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(plain(ofType("USAGE").getFirst(), "total")).isEqualTo("600");
        assertThat(metered()).isEqualTo(600);
        assertThat(contract.deliveries().getFirst().get("state").stringValue()).isEqualTo("CONFIRMED");
        verifies();
    }

    private long metered() {
        return atProviders().stream().mapToLong(LedgerEntry::amount).sum();
    }

    @Test
    void the_contract_and_its_history_show_it_as_it_was_agreed() {
        AccountFixture.Contract contract =
                contract("", item(FEBRUARY, 3_000), discount("Loyalty", item(FEBRUARY, 5_000)));
        JsonNode edit = edit(contract, "'add_discounts': [" + discount("More", item(FEBRUARY, 7)) + "]")
                .ok()
                .at("/data/edit");
        JsonNode agreed = contract.read().get("discounts");
        assertThat(agreed).hasSize(2);
        assertThat(agreed.at("/0/name").stringValue()).isEqualTo("Loyalty");
        assertThat(agreed.at("/0/product/name").stringValue()).isEqualTo("Fee");
        assertThat(agreed.at("/0/schedule/schedule_items/0/amount").intValue()).isEqualTo(5_000);
        assertThat(agreed.get(1)).isEqualTo(edit.at("/add_discounts/0"));
        JsonNode v1 = api().post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
        assertThat(v1.at("/initial/discounts")).hasSize(1);
        assertThat(v1.at("/current/discounts")).isEqualTo(agreed);
    }

    @Test
    void an_earlier_end_takes_away_what_is_not_due_and_leaves_what_an_invoice_took() {
        AccountFixture.Contract contract = contract(
                "",
                item(FEBRUARY, 1_000) + ", " + item("2025-02-03T00:00:00Z", 1_000),
                discount("Loyalty", item(FEBRUARY, 100), item("2025-02-03T00:00:00Z", 200)));
        server.advanceTo("2025-02-02T00:00:00Z");
        updateEnd(contract, "'ending_before': '2025-02-02T00:00:00Z',", true).ok();
        assertThat(contract.read().at("/discounts/0/schedule/schedule_items")).hasSize(1);
        server.advanceTo("2025-02-05T00:00:00Z");
        assertThat(shown("SCHEDULED")).containsExactly("FINALIZED 900 [Fee 1x1000=1000, Loyalty 1x-100=-100]");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 2025-02-01T00:00:00Z, amount: must not be negative",
        "1, 2024-12-31T00:00:00Z, timestamp: a discount must lie inside its contract",
        "1, 2025-02-01, timestamp: must be an RFC 3339 date-time"
    })
    void what_cannot_be_taken_off_is_refused_and_nothing_is_added(int amount, String timestamp, String why) {
        AccountFixture.Contract contract = contract("", item(FEBRUARY, 3_000));
        String one = discount("Good", item(FEBRUARY, 1));
        String bad = discount("Bad", item(timestamp, amount));
        assertThat(edit(contract, "'add_discounts': [" + one + ", " + bad + "]").refused(400))
                .startsWith("add_discounts[1].schedule.schedule_items[0]." + why);
        assertThat(contract.read().get("discounts")).isEmpty();
    }

    @Test
    void it_is_for_a_live_fixed_product_and_is_always_invoiced() {
        AccountFixture.Contract contract = contract("", item(FEBRUARY, 3_000));
        String usage = discount("Bad", item(FEBRUARY, 1)).replace(account.fixedProduct, account.usageProduct);
        assertThat(edit(contract, "'add_discounts': [" + usage + "]").refused(400))
                .isEqualTo("add_discounts[0].product_id: must be a FIXED product; this one is USAGE");
        String notInvoiced =
                discount("Bad", item(FEBRUARY, 1)).replace("'schedule': {", "'schedule': {'do_not_invoice': true, ");
        assertThat(edit(contract, "'add_discounts': [" + notInvoiced + "]").refused(400))
                .startsWith("add_discounts[0].schedule.do_not_invoice: is for what commits are paid by");
    }
}

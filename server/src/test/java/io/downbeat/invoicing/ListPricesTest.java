package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What lines say of the rate card's price when they are asked ({@code include_list_prices}, domain.md C.1). */
class ListPricesTest extends InvoicesOnAServer {
    private static final String ASKED = "include_list_prices=true";

    @Test
    void usage_and_subscriptions_show_what_the_card_says_beside_what_the_contract_agreed_on() {
        rate(account.usageProduct, "2025-01-11T00:00:00Z", "'price': 4");
        String seats = product("SUBSCRIPTION");
        rate(seats, "2020-01-01T00:00:00Z", "'price': 1000, 'billing_frequency': 'MONTHLY'");
        agreed(seats);
        server.advanceTo("2025-01-12T00:00:00Z");
        acme.use("a", "2025-01-10T23:00:00Z", 10);
        acme.use("b", "2025-01-11T00:00:00Z", 10);
        String invoices = "/v1/customers/" + acme.id() + "/invoices?limit=100";
        assertThat(prices(invoices + "&" + ASKED))
                .containsEntry("Use 2025-01-01", "0.5 of 1")
                .containsEntry("Use 2025-01-11", "2 of 4")
                .containsEntry("Seat 2025-01-01", "1000 of 1000")
                .containsEntry("Fee 2025-01-05", "7 of none");
        assertThat(prices(invoices)).doesNotContainValue("2 of 4").containsEntry("Use 2025-01-11", "2 of none");
    }

    @Test
    void one_invoice_and_its_windows_are_asked_alike_and_a_final_one_by_the_card_as_it_is_now() {
        agreed("");
        server.advanceTo("2025-01-12T00:00:00Z");
        acme.use("a", "2025-01-10T23:00:00Z", 10);
        String one = acme.invoices().stream()
                .filter(each -> each.get("type").stringValue().equals("USAGE"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .stringValue();
        server.advanceTo("2025-02-02T01:00:00Z");
        assertThat(status(invoice(one))).isEqualTo("FINALIZED");
        rate(account.usageProduct, "2025-01-01T00:00:00Z", "'price': 3");
        String invoices = "/v1/customers/" + acme.id() + "/invoices";
        JsonNode line = api().get(invoices + "/" + one + "?" + ASKED).ok().at("/data/line_items/0");
        assertThat(line.get("unit_price").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(line.at("/list_price/rate_type").stringValue()).isEqualTo("FLAT");
        assertThat(line.at("/list_price/price").decimalValue()).isEqualByComparingTo("3");
        assertThat(line.at("/list_price/credit_type/name").stringValue()).isEqualTo("USD (cents)");
        JsonNode window = api().get(invoices
                        + "/breakdowns?starting_on=2025-01-10T00:00:00Z&ending_before=2025-01-11T00:00:00Z&" + ASKED)
                .ok()
                .at("/data/0/line_items/0");
        assertThat(window.at("/list_price/price").decimalValue()).isEqualByComparingTo("3");
    }

    /** Half of the card's price for usage, and a fee. */
    private AccountFixture.Contract agreed(String seats) {
        return acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'overrides': [{'starting_at': '2025-01-01T00:00:00Z', 'product_id': '%s', 'type': 'MULTIPLIER',
                'multiplier': 0.5}],
              'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
                {'timestamp': '2025-01-05T00:00:00Z', 'amount': 7}]}}]%s\
            """.formatted(
                        account.usageProduct, account.fixedProduct, seats.isEmpty() ? "" : """
                            , 'subscriptions': [{'collection_schedule': 'ARREARS', 'initial_quantity': 2,
                                'proration': {'is_prorated': true},
                                'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'}}]\
                            """.formatted(seats)));
    }

    private String product(String type) {
        return api().post("/v1/contract-pricing/products/create", "{'name': 'Seat', 'type': '%s'}".formatted(type))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private void rate(String product, String from, String price) {
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '%s', 'entitled': true, 'rate_type': 'FLAT', %s}\
            """.formatted(account.rateCard, product, from, price))
                .ok();
    }

    /** {@code "2 of 4"}: what a unit cost, and what it costs by the card. */
    private Map<String, String> prices(String path) {
        Map<String, String> prices = new TreeMap<>();
        for (JsonNode invoice : api().get(path).ok().get("data")) {
            for (JsonNode line : invoice.get("line_items")) {
                prices.put(
                        line.get("name").stringValue() + " "
                                + line.get("starting_at").stringValue().substring(0, 10),
                        plain(line.get("unit_price")) + " of "
                                + (line.has("list_price") ? plain(line.at("/list_price/price")) : "none"));
            }
        }
        return prices;
    }

    private static String plain(JsonNode number) {
        BigDecimal value = number.decimalValue().stripTrailingZeros();
        return value.toPlainString();
    }
}

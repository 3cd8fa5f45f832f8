package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which royalty an invoice names, and that no amount follows from it: rows of pricing.md, part 14. */
class ResellerRoyaltiesTest extends InvoicesOnAServer {
    private static String royalty(String type, String fraction, String from, String more) {
        return """
            {'reseller_type': '%s', 'fraction': %s, 'netsuite_reseller_id': 'R-%s', 'starting_at': '%sT00:00:00Z'%s}\
            """.formatted(type, fraction, fraction, from, more);
    }

    private AccountFixture.Contract contract(String royalties, String more) {
        return acme.contract(
                "2025-01-01T00:00:00Z", acme.stripe(), ", 'reseller_royalties': [" + royalties + "]" + more);
    }

    private Api.Answer edit(AccountFixture.Contract contract, String updates) {
        return api().post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', %s}".formatted(acme.id(), contract.id(), updates));
    }

    private static String fraction(JsonNode invoice) {
        return invoice.at("/reseller_royalty/fraction").asString("none");
    }

    /** C-117. */
    @Test
    void an_invoice_names_the_royalty_in_force_at_its_end_and_its_total_stays() {
        contract(
                royalty("AWS", "0.03", "2025-01-01", """
                    , 'aws_options': {'aws_offer_id': 'offer-1'}, 'applicable_product_ids': ['%s']\
                    """.formatted(account.usageProduct)),
                charges(item("2025-01-20T00:00:00Z", 70)).formatted(account.fixedProduct));
        acme.use("one", "2025-01-01T05:00:00Z", 10_000);
        JsonNode january = ofType("USAGE").getFirst();
        assertThat(fraction(january)).isEqualTo("0.03");
        server.advanceTo("2025-02-02T00:00:00Z");
        january = ofType("USAGE").getFirst();
        assertThat(status(january)).isEqualTo("FINALIZED");
        assertThat(january.get("total").decimalValue()).isEqualByComparingTo("10000");
        JsonNode royalty = january.get("reseller_royalty");
        assertThat(royalty.get("fraction").stringValue()).isEqualTo("0.03");
        assertThat(royalty.get("netsuite_reseller_id").stringValue()).isEqualTo("R-0.03");
        assertThat(royalty.get("reseller_type").stringValue()).isEqualTo("AWS");
        assertThat(royalty.at("/aws_options/aws_offer_id").stringValue()).isEqualTo("offer-1");
        assertThat(royalty.has("gcp_options")).isFalse();
        assertThat(january.at("/line_items/0/reseller_type").stringValue()).isEqualTo("AWS");
        JsonNode charge = ofType("SCHEDULED").getFirst();
        assertThat(fraction(charge)).isEqualTo("0.03");
        assertThat(charge.at("/line_items/0").has("reseller_type")).isFalse();
        assertThat(api().post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}")
                        .ok()
                        .get("ok")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void of_several_the_one_that_starts_last_holds_and_a_finalized_invoice_keeps_what_it_named() {
        AccountFixture.Contract contract = contract(
                royalty("AWS", "0.03", "2025-01-01", "") + ", "
                        + royalty("AWS", "0.05", "2025-02-01", ", 'ending_before': '2025-03-01T00:00:00Z'"),
                charges(item("2025-02-01T00:00:00Z", 1) + ", " + item("2025-03-01T00:00:00Z", 2))
                        .formatted(account.fixedProduct));
        server.advanceTo("2025-02-02T00:00:00Z");
        assertThat(fraction(ofType("USAGE").getFirst())).isEqualTo("0.03");
        assertThat(ofType("SCHEDULED").stream().map(ResellerRoyaltiesTest::fraction))
                .containsExactly("0.05", "0.03");
        edit(
                        contract,
                        "'add_reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.09, 'starting_at':"
                                + " '2025-01-01T00:00:00Z', 'ending_before': null}]")
                .ok();
        server.advanceTo("2025-03-02T00:00:00Z");
        assertThat(ofType("USAGE").stream().map(ResellerRoyaltiesTest::fraction))
                .containsExactly("0.03", "0.05", "0.09");
    }

    @Test
    void royalties_of_services_stand_on_invoices_of_services_only() {
        AccountFixture.Contract contract = contract(
                royalty("GCP", "0.03", "2025-01-01", "") + ", "
                        + royalty("GCP_PRO_SERVICE", "0.2", "2025-01-01", ", 'gcp_options': {'gcp_offer_id': 'o'}"),
                """
                , 'professional_services': [{'product_id': '%s', 'max_amount': 50, 'unit_price': 5, 'quantity': 1}]\
                """.formatted(account.fixedProduct));
        JsonNode invoice = api().post("/v1/contracts/scheduleProServicesInvoice", """
            {'customer_id': '%s', 'contract_id': '%s', 'issued_at': '2025-01-02T00:00:00Z', 'line_items': [
              {'professional_service_id': '%s', 'quantity': 1}]}\
            """.formatted(
                        acme.id(),
                        contract.id(),
                        contract.read().at("/professional_services/0/id").stringValue()))
                .ok()
                .at("/data/0");
        assertThat(fraction(invoice)).isEqualTo("0.2");
        assertThat(invoice.at("/line_items/0/reseller_type").stringValue()).isEqualTo("GCP_PRO_SERVICE");
        assertThat(fraction(ofType("USAGE").getFirst())).isEqualTo("0.03");
    }

    @Test
    void v1_lists_them_and_v2_has_them_by_type_and_an_edit_leaves_out_what_stays() {
        AccountFixture.Contract contract = contract(
                royalty(
                        "AWS",
                        "0.03",
                        "2025-01-01",
                        ", 'applicable_product_tags': ['a'], 'reseller_contract_value': 7, 'aws_options':"
                                + " {'aws_offer_id': 'n'}"),
                "");
        JsonNode edit = edit(
                        contract,
                        "'add_reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.04,"
                                + " 'starting_at': '2025-06-01T00:00:00Z'}, " + royalty("GCP", "1", "2025-01-01", "")
                                + "]")
                .ok()
                .at("/data/edit/add_reseller_royalties");
        JsonNode v2 = contract.read().get("reseller_royalties");
        assertThat(v2).hasSize(2);
        assertThat(v2.at("/0/reseller_type").stringValue()).isEqualTo("AWS");
        assertThat(v2.at("/0/segments")).hasSize(2);
        assertThat(v2.at("/0/segments/1")).isEqualTo(edit.get(0));
        assertThat(v2.at("/0/segments/1/netsuite_reseller_id").stringValue()).isEqualTo("R-0.03");
        assertThat(v2.at("/0/segments/1/applicable_product_tags/0").stringValue())
                .isEqualTo("a");
        assertThat(v2.at("/0/segments/0/aws_offer_id").stringValue()).isEqualTo("n");
        JsonNode v1 = api().post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
        assertThat(v1.at("/initial/reseller_royalties")).hasSize(1);
        assertThat(v1.at("/current/reseller_royalties")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'fraction': 1.01 | fraction: must be between 0 and 1",
                "'fraction': -0.01 | fraction: must be between 0 and 1",
                "'fraction': null | fraction: is required",
                "'starting_at': '2025-01-01T00:30:00Z' | starting_at: is required to be on an hour boundary",
                "'ending_before': '2025-01-01T00:00:00Z' | ending_before: must be after starting_at",
                "'reseller_type': 'AZURE' | reseller_type: must be one of",
                "'gcp_options': {} | gcp_options: does not go with reseller_type AWS",
                "'applicable_product_ids': ['00000000-0000-4000-8000-000000000000'] | applicable_product_ids: no"
                        + " product has the id",
            })
    void what_is_no_royalty_is_refused(String member, String why) {
        String name = member.substring(0, member.indexOf(':'));
        StringBuilder body = new StringBuilder();
        for (String good : new String[] {
            "'reseller_type': 'AWS'",
            "'fraction': 0.03",
            "'netsuite_reseller_id': 'R'",
            "'starting_at': '2025-01-01T00:00:00Z'"
        }) {
            body.append(good.startsWith(name) ? "" : good + ", ");
        }
        assertThat(api().post(
                                "/v1/contracts/create",
                                "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'reseller_royalties': [{%s%s}]}"
                                        .formatted(acme.id(), body, member))
                        .refused(400))
                .startsWith("reseller_royalties[0]." + why);
    }
}

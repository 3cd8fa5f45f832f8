package io.downbeat.contracts.references;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SalesReferencesTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-20T00:00:00Z");

    private static final AccountFixture account = AccountFixture.setUp(server.api());
    private static final AccountFixture.Customer acme = account.customer("acme");

    @Test
    void they_are_kept_as_given_and_shown_with_the_terms() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
            , 'netsuite_sales_order_id': 'SO-1', 'salesforce_opportunity_id': '006Qx', 'total_contract_value': 120000.50\
            """);
        assertHasAll(contract.read());
        JsonNode v1 = server.api()
                .post(
                        "/v1/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract.id()))
                .ok()
                .get("data");
        assertHasAll(v1.get("initial"));
        assertHasAll(v1.get("current"));
        assertThat(v1.has("salesforce_opportunity_id")).isFalse();
    }

    private static void assertHasAll(JsonNode terms) {
        assertThat(terms.get("netsuite_sales_order_id").stringValue()).isEqualTo("SO-1");
        assertThat(terms.get("salesforce_opportunity_id").stringValue()).isEqualTo("006Qx");
        assertThat(terms.get("total_contract_value").decimalValue()).isEqualByComparingTo("120000.5");
    }

    @Test
    void its_invoices_name_the_order_and_the_opportunity() {
        var buyer = account.customer("buyer");
        buyer.contract("2025-01-01T00:00:00Z", buyer.stripe(), """
            , 'netsuite_sales_order_id': 'SO-1', 'salesforce_opportunity_id': '006Qx'\
            """);
        JsonNode draft = buyer.invoices().getFirst();
        assertThat(draft.get("netsuite_sales_order_id").stringValue()).isEqualTo("SO-1");
        assertThat(draft.get("salesforce_opportunity_id").stringValue()).isEqualTo("006Qx");
    }

    @Test
    void what_was_not_given_is_not_shown() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.stripe(), ", 'salesforce_opportunity_id': '006Qy'");
        JsonNode shown = contract.read();
        assertThat(shown.get("salesforce_opportunity_id").stringValue()).isEqualTo("006Qy");
        assertThat(shown.has("netsuite_sales_order_id")).isFalse();
        assertThat(shown.has("total_contract_value")).isFalse();
    }

    @Test
    void another_type_is_refused() {
        assertThat(server.api()
                        .post(
                                "/v1/contracts/create",
                                "{'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'total_contract_value': 'x'}"
                                        .formatted(acme.id()))
                        .refused(400))
                .isEqualTo("total_contract_value: must be a number");
    }
}

package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.console.Console;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is said of invoices that a parent pays while they are drafts, and what a parent says of them. */
class PaidByTheParentTest extends FamiliesOnAServer {
    private void leavesInDraft(AccountFixture.Customer customer, boolean leaves) {
        api().post(
                        "/v1/customers/" + customer.id() + "/updateConfig",
                        "{'leave_stripe_invoices_in_draft': " + leaves + "}")
                .ok();
    }

    @ParameterizedTest
    @CsvSource({"true, false, draft", "false, true, open"})
    void who_pays_says_whether_the_invoices_of_a_child_stay_drafts_at_stripe(
            boolean parentLeaves, boolean childLeaves, String atStripe) {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Customer one = account.customer("one");
        child(one, parent, "SEPARATE", "");
        leavesInDraft(acme, parentLeaves);
        leavesInDraft(one, childLeaves);
        server.advanceTo("2025-01-26T00:00:00Z");
        one.use("c1", "2025-01-05T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        JsonNode invoice = only(january(one, "USAGE"));
        assertThat(route(id(invoice)).get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());
        assertThat(atProviders())
                .filteredOn(held -> held.amount() == 500)
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.status()).isEqualTo(atStripe);
                    assertThat(held.charged()).isEqualTo(!parentLeaves);
                });
        verified();
    }

    @Test
    void a_draft_says_that_it_goes_on_the_consolidated_invoice_and_where_that_one_goes() throws Exception {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract one = consolidating("one", parent);
        server.advanceTo("2025-01-20T00:00:00Z");
        for (AccountFixture.Customer of : List.of(acme, one.customer())) {
            JsonNode draft = only(january(of, "USAGE"));
            assertThat(status(draft)).isEqualTo("DRAFT");
            JsonNode route = route(id(draft));
            assertThat(route.get("rule").stringValue()).isEqualTo("on_consolidated_invoice");
            assertThat(route.get("frozen").booleanValue()).isFalse();
            assertThat(route.get("billing_provider_configuration_id").isNull()).isTrue();
            assertThat(route.get("billing_provider").isNull()).isTrue();
            assertThat(route.get("explanation").stringValue())
                    .contains("on the consolidated invoice of contract " + parent.id())
                    .contains("2025-01-01T00:00:00.000Z to 2025-02-01T00:00:00.000Z")
                    .contains("That one goes to stripe: its service period ends at 2025-02-01T00:00:00.000Z");
            try (Console console = Console.signedIn(server.api().uri(), TestServer.TOKEN)) {
                assertThat(console.get("/console/invoices/" + id(draft)).body())
                        .contains("The parent, on its consolidated", "That one goes to stripe");
                assertThat(console.get("/console/contracts/"
                                        + draft.get("contract_id").stringValue())
                                .body())
                        .contains(">The parent<");
            }
        }
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(route(id(only(january(one.customer(), "USAGE")))).get("rule").stringValue())
                .isEqualTo("on_consolidated_invoice");
        assertThat(route(id(only(january(acme, "USAGE_CONSOLIDATED"))))
                        .get("billing_provider")
                        .stringValue())
                .isEqualTo("stripe");
    }

    @Test
    void a_draft_that_will_go_by_itself_names_the_provider() {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract early = consolidating("early", parent);
        AccountFixture.Customer separate = account.customer("separate");
        child(separate, parent, "SEPARATE", "");
        api().post(
                        "/v1/contracts/updateEndDate",
                        "{'customer_id': '%s', 'contract_id': '%s', 'ending_before': '2025-01-15T00:00:00Z'}"
                                .formatted(early.customer().id(), early.id()))
                .ok();
        // Nothing that consolidates is issued on the day of the parent's.
        for (AccountFixture.Customer of : List.of(acme, early.customer(), separate)) {
            JsonNode route = route(id(only(january(of, "USAGE"))));
            assertThat(route.get("rule").stringValue()).isEqualTo(Route.PERIOD_END);
            assertThat(route.get("billing_provider").stringValue()).isEqualTo("stripe");
        }
    }

    @Test
    void a_draft_that_was_taken_away_goes_on_no_consolidated_invoice() {
        AccountFixture.Contract parent = parent("");
        AccountFixture.Contract one = consolidating("one", parent);
        String draft = id(only(january(one.customer(), "USAGE")));
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': false}"
                                .formatted(one.customer().id(), one.id()))
                .ok();
        JsonNode route = route(draft);
        assertThat(route.get("status").stringValue()).isEqualTo("VOID");
        assertThat(route.get("rule").stringValue()).isNotEqualTo(Route.CONSOLIDATED);
    }
}

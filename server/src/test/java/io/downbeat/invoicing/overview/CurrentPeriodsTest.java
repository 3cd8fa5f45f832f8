package io.downbeat.invoicing.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.invoicing.InvoicesOnAServer;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code current_period} of {@code POST /v1/usage/groups}: what the usage invoice of this moment bills. */
class CurrentPeriodsTest extends InvoicesOnAServer {
    private static final String BILLS_FROM_JULY = """
        , 'usage_statement_schedule': {'frequency': 'QUARTERLY', 'invoice_generation_starting_at': '2025-07-01T00:00:00Z'}\
        """;

    @Test
    void where_the_end_was_moved_out_after_an_invoice_was_final_the_period_begins_where_that_one_ended() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        updateEnd(contract, "'ending_before': '2025-01-15T00:00:00Z',", false).ok();
        server.advanceTo("2025-01-14T00:00:00Z");
        acme.use("before", "2025-01-13T00:00:00Z", 10);
        assertThat(shown(current(acme))).isEqualTo("2025-01-01T00 2025-01-15T00 10");
        server.advanceTo("2025-01-17T00:00:00Z");
        acme.use("after", "2025-01-16T00:00:00Z", 7);
        assertThat(current(acme).refused(400)).startsWith("current_period: no contract bills");

        updateEnd(contract, "", false).ok();
        assertThat(shown(current(acme))).isEqualTo("2025-01-15T00 2025-02-01T00 7");
        server.advanceTo("2025-02-01T00:00:00Z");
        acme.use("next", "2025-02-01T00:00:00Z", 3);
        assertThat(shown(current(acme))).isEqualTo("2025-02-01T00 2025-03-01T00 3");
    }

    @Test
    void a_contract_that_invoices_nothing_yet_is_in_no_period() {
        acme.contract("2025-01-01T00:00:00Z", acme.stripe(), BILLS_FROM_JULY);
        assertThat(current(acme).refused(400)).startsWith("current_period: no contract bills");

        acme.contract("2025-01-01T00:00:00Z");
        acme.use("one", "2025-01-01T00:00:00Z", 1);
        assertThat(shown(current(acme))).isEqualTo("2025-01-01T00 2025-02-01T00 1");
    }

    private Api.Answer current(AccountFixture.Customer customer) {
        return api().post("/v1/usage/groups", """
            {'customer_id': '%s', 'billable_metric_id': '%s', 'window_size': 'NONE', 'current_period': true}\
            """.formatted(customer.id(), account.metric));
    }

    private static String shown(Api.Answer answer) {
        JsonNode row = answer.ok().at("/data/0");
        return row.get("starting_on").stringValue().substring(0, 13) + " "
                + row.get("ending_before").stringValue().substring(0, 13) + " "
                + row.get("value").intValue();
    }
}

package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From the first draft to the last word, on a real server with a clock that is moved by hand. */
class InvoiceLifeTest extends InvoicesOnAServer {
    @Test
    void a_draft_stands_from_the_periods_first_moment_and_shows_usage_as_it_comes() {
        acme.contract("2025-01-01T00:00:00Z");
        assertThat(acme.invoices()).singleElement().satisfies(draft -> {
            assertThat(status(draft)).isEqualTo("DRAFT");
            assertThat(draft.get("total").decimalValue()).isZero();
            assertThat(draft.get("issued_at").stringValue()).isEqualTo("2025-02-02T00:00:00.000Z");
            assertThat(draft.get("external_invoice").isNull()).isTrue();
        });

        acme.use("one", "2025-01-01T00:00:00Z", 120);

        JsonNode draft = acme.invoices().getFirst();
        assertThat(draft.get("total").decimalValue()).isEqualByComparingTo("120");
        assertThat(draft.get("line_items")).singleElement().satisfies(line -> {
            assertThat(line.get("type").stringValue()).isEqualTo("usage");
            assertThat(line.get("quantity").decimalValue()).isEqualByComparingTo("120");
            assertThat(line.get("unit_price").decimalValue()).isEqualByComparingTo("1");
        });
    }

    @Test
    void a_usage_invoice_is_finalized_when_grace_ends_and_not_a_second_before() {
        acme.contract("2025-01-01T00:00:00Z");

        server.advanceTo("2025-02-01T23:59:59Z");
        acme.use("january", "2025-01-31T23:59:59Z", 7);
        acme.use("late", "2025-01-15T10:00:00Z", 100);
        assertThat(acme.invoices()).extracting(InvoicesOnAServer::status).containsExactly("DRAFT", "DRAFT");

        server.advanceTo("2025-02-02T00:00:00Z");
        acme.use("too-late", "2025-01-15T10:00:00Z", 1000);
        server.advanceTo("2025-02-02T00:00:01Z");

        assertThat(acme.invoices()).extracting(InvoicesOnAServer::status).containsExactly("FINALIZED", "DRAFT");
        assertThat(acme.invoices().getFirst().get("total").decimalValue()).isEqualByComparingTo("107");
        assertThat(route(id(acme.invoices().getFirst())).get("frozen").booleanValue())
                .isTrue();
    }

    /** What follows the contract bills the rest of the month, so the one in the voided one's place bills up to the end only. */
    @Test
    void an_invoice_in_a_voided_ones_place_bills_no_usage_behind_an_end_that_was_set_since() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-01-25T00:00:00Z");
        acme.use("before", "2025-01-20T23:59:59Z", 10);
        acme.use("behind", "2025-01-21T00:00:00Z", 20);
        server.advanceTo("2025-02-02T00:00:00Z");
        String january = id(acme.invoices().getFirst());
        assertThat(invoice(january).get("total").intValue()).isEqualTo(30);
        post("/v1/invoices/void", january).ok();
        api().post("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'update_contract_end_date': '2025-01-21T00:00:00Z'}\
            """.formatted(acme.id(), contract.id()))
                .ok();

        String again =
                post("/v1/invoices/regenerate", january).ok().at("/data/id").stringValue();
        assertThat(invoice(again).get("total").intValue()).isEqualTo(10);
        assertThat(start(invoice(again))).isEqualTo("2025-01-01");
        assertThat(api().post("/downbeat/v1/verify", "{}").ok().get("violations"))
                .isEmpty();
    }

    @Test
    void an_invoice_without_usage_is_finalized_at_zero() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode january = acme.invoices().getFirst();
        assertThat(status(january)).isEqualTo("FINALIZED");
        assertThat(january.get("total").decimalValue()).isZero();
        assertThat(january.get("line_items")).hasSize(1);
        JsonNode without = api().get(
                        "/v1/customers/" + acme.id() + "/invoices/" + id(january) + "?skip_zero_qty_line_items=true")
                .ok();
        assertThat(without.at("/data/line_items")).isEmpty();
    }

    @Test
    void a_contract_backdated_over_years_gets_every_period_once() {
        server.advanceTo("2025-06-15T00:00:00Z");
        acme.contract(
                "2023-01-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'WEEKLY', 'day': 'CONTRACT_START'}");
        server.settle();

        List<JsonNode> invoices = acme.invoices();
        assertThat(invoices).hasSize(129);
        for (int i = 1; i < invoices.size(); i++) {
            assertThat(invoices.get(i).get("start_timestamp"))
                    .isEqualTo(invoices.get(i - 1).get("end_timestamp"));
        }
        assertThat(invoices.subList(0, 127)).allMatch(one -> status(one).equals("FINALIZED"));
        assertThat(status(invoices.getLast())).isEqualTo("DRAFT");
    }

    @Test
    void no_usage_invoice_is_made_for_a_period_that_starts_before_invoice_generation() {
        server.advanceTo("2025-05-15T00:00:00Z");
        acme.contract(
                "2025-01-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'MONTHLY', 'invoice_generation_starting_at':"
                        + " '2025-03-10T00:00:00Z'}");
        assertThat(acme.invoices()).extracting(InvoicesOnAServer::start).containsExactly("2025-04-01", "2025-05-01");
    }

    @Test
    void a_finalized_invoice_cannot_be_changed_even_by_sql() {
        acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-02T00:00:00Z");
        for (String statement : List.of(
                "UPDATE invoice SET total = 1 WHERE status = 'FINALIZED'",
                "UPDATE invoice SET status = 'DRAFT' WHERE status = 'FINALIZED'",
                "UPDATE invoice SET status = 'VOID', voided_at = now(), total = 3 WHERE status = 'FINALIZED'",
                "DELETE FROM invoice WHERE status = 'FINALIZED'",
                "UPDATE invoice_line SET total = 5",
                "DELETE FROM invoice_line",
                "INSERT INTO invoice_line SELECT customer_id, invoice_id, 99, id, type, name, quantity, unit_price,"
                        + " total, product_id, product_type, starting_at, ending_before, pricing_group_values,"
                        + " presentation_group_values, tier_level, tier_starting_at, tier_size, scheduled_charge_id,"
                        + " scheduled_item_id, growth FROM invoice_line")) {
            assertThatThrownBy(() -> database().sql(statement).update())
                    .as(statement)
                    .hasMessageContaining("invoice");
        }
    }

    @Test
    void voiding_and_regenerating_gives_a_new_invoice_with_todays_usage_and_schedule() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("one", "2025-01-01T00:00:00Z", 10);
        String draft = id(acme.invoices().getFirst());
        assertThat(post("/v1/invoices/void", draft).refused(400)).contains("draft");
        assertThat(post("/v1/invoices/regenerate", draft).refused(400)).contains("DRAFT");

        server.advanceTo("2025-02-02T00:00:00Z");
        acme.use("late", "2025-01-10T00:00:00Z", 5);
        assertThat(post("/v1/invoices/void", draft).ok().at("/data/id").stringValue())
                .isEqualTo(draft);
        assertThat(post("/v1/invoices/void", draft).refused(400)).contains("void already");

        String fresh =
                post("/v1/invoices/regenerate", draft).ok().at("/data/id").stringValue();

        assertThat(fresh).isNotEqualTo(draft);
        assertThat(status(invoice(draft))).isEqualTo("VOID");
        assertThat(invoice(draft).get("total").decimalValue()).isEqualByComparingTo("10");
        assertThat(invoice(fresh).get("total").decimalValue()).isEqualByComparingTo("15");
        assertThat(invoice(fresh).get("regenerated_from_invoice_id").stringValue())
                .isEqualTo(draft);
        assertThat(status(invoice(fresh))).isEqualTo("FINALIZED");
        assertThat(post("/v1/invoices/regenerate", draft).refused(400)).contains(fresh);

        post("/v1/invoices/void", fresh).ok();
        String again =
                post("/v1/invoices/regenerate", fresh).ok().at("/data/id").stringValue();
        assertThat(invoice(again).get("regenerated_from_invoice_id").stringValue())
                .isEqualTo(fresh);
        assertThat(contract.id()).isEqualTo(invoice(again).get("contract_id").stringValue());
    }

    @Test
    void archiving_a_contract_takes_its_drafts_and_on_request_its_finalized_invoices() {
        AccountFixture.Contract contract = acme.contract("2025-01-01T00:00:00Z");
        server.advanceTo("2025-02-05T00:00:00Z");
        api().post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contract.id()))
                .ok();
        assertThat(acme.invoices()).extracting(InvoicesOnAServer::status).containsExactly("VOID", "VOID");
        String cancelled = id(acme.invoices().getLast());
        assertThat(post("/v1/invoices/regenerate", cancelled).refused(400)).contains("draft");
        server.advanceTo("2025-04-05T00:00:00Z");
        assertThat(acme.invoices()).hasSize(2);
    }
}

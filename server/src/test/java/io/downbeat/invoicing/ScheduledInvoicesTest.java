package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Charges on named dates: which invoice bills them, and what an edit may still do. */
class ScheduledInvoicesTest extends InvoicesOnAServer {
    @Test
    void a_scheduled_charge_dated_in_the_past_is_finalized_at_once_and_a_later_one_on_its_date() {
        server.advanceTo("2025-01-10T00:00:00Z");
        withCharges(
                "2025-01-01T00:00:00Z",
                "",
                item("2025-01-05T00:00:00Z", 500) + "," + item("2025-01-20T12:00:00Z", 900));
        server.settle();
        assertThat(ofType("SCHEDULED")).extracting(InvoicesOnAServer::status).containsExactly("FINALIZED", "DRAFT");
        assertThat(ofType("SCHEDULED").getFirst().has("start_timestamp")).isFalse();

        server.advanceTo("2025-01-20T11:59:59Z");
        assertThat(status(ofType("SCHEDULED").get(1))).isEqualTo("DRAFT");
        server.advanceTo("2025-01-20T12:00:00Z");
        JsonNode invoice = ofType("SCHEDULED").get(1);
        assertThat(status(invoice)).isEqualTo("FINALIZED");
        assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("900");
        assertThat(invoice.at("/line_items/0/type").stringValue()).isEqualTo("scheduled");
        assertThat(invoice.at("/line_items/0/product_type").stringValue()).isEqualTo("FixedProductListItem");
    }

    @Test
    void charges_of_one_date_share_an_invoice() {
        withCharges(
                "2025-01-01T00:00:00Z", "", item("2025-01-20T00:00:00Z", 5) + "," + item("2025-01-20T00:00:00Z", 6));
        assertThat(ofType("SCHEDULED")).singleElement().satisfies(invoice -> {
            assertThat(invoice.get("line_items")).hasSize(2);
            assertThat(invoice.get("total").decimalValue()).isEqualByComparingTo("11");
        });
    }

    @Test
    void more_lines_than_stripe_takes_become_one_that_bears_the_companys_name() {
        String at = "2025-01-20T00:00:00Z";
        String items = IntStream.rangeClosed(1, 251)
                .mapToObj(number -> item(at, number))
                .collect(Collectors.joining(","));
        withCharges("2025-01-01T00:00:00Z", "", items);
        server.advanceTo("2025-01-21T00:00:00Z");

        assertThat(ofType("SCHEDULED").getFirst().get("line_items")).hasSize(251);
        assertThat(atProviders()).singleElement().satisfies(invoice -> {
            assertThat(invoice.amount()).isEqualTo(251 * 252 / 2);
            assertThat(invoice.lines()).singleElement().satisfies(line -> {
                assertThat(line.amount()).isEqualTo(251 * 252 / 2);
                assertThat(line.description()).isEqualTo(acme.name());
            });
        });
    }

    @Test
    void a_charge_issued_exactly_at_a_switch_goes_to_the_new_provider() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-02-01T00:00:00Z", 5));
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-02-02T00:00:00Z");
        JsonNode charge = route(id(ofType("SCHEDULED").getFirst()));
        JsonNode january = route(id(ofType("USAGE").getFirst()));
        assertThat(charge.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.otherStripe());
        assertThat(charge.get("rule").stringValue()).isEqualTo(Route.ISSUE_DATE);
        assertThat(january.get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());
    }

    @Test
    void a_consolidated_monthly_charge_rides_on_the_usage_invoice_that_ends_on_its_day() {
        AccountFixture.Contract contract =
                acme.contract("2025-01-01T00:00:00Z", acme.stripe(), """
                    , 'scheduled_charges_on_usage_invoices': 'ALL', 'scheduled_charges': [{'product_id': '%s', 'schedule':
                      {'recurring_schedule': {'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2025-04-01T00:00:00Z',
                       'frequency': 'MONTHLY', 'amount': 7500, 'amount_distribution': 'EACH'}}}]\
                    """.formatted(account.fixedProduct));
        server.settle();
        assertThat(ofType("SCHEDULED")).singleElement().satisfies(first -> {
            assertThat(first.get("issued_at").stringValue()).isEqualTo("2025-01-01T00:00:00.000Z");
            assertThat(status(first)).isEqualTo("FINALIZED");
        });
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-01-10T00:00:00Z");
        acme.use("one", "2025-01-10T00:00:00Z", 10);
        assertThat(ofType("USAGE").getFirst().get("total").decimalValue()).isEqualByComparingTo("7510");

        server.advanceTo("2025-04-02T00:00:00Z");

        assertThat(ofType("SCHEDULED")).hasSize(1);
        assertThat(ofType("USAGE").stream().map(one -> one.get("total").decimalValue()))
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(new BigDecimal("7510"), new BigDecimal("7500"), BigDecimal.ZERO, BigDecimal.ZERO);
        // Dated at the switch, but billed by the period that ends there: the old provider.
        assertThat(route(id(ofType("USAGE").getFirst()))
                        .get("billing_provider_configuration_id")
                        .stringValue())
                .isEqualTo(acme.stripe());
    }

    /** Both usage invoices end on the charge's day. */
    @Test
    void a_consolidated_charge_is_due_once_where_a_contract_ends_hours_after_a_period() {
        withCharges(
                "2025-01-01T00:00:00Z",
                ", 'ending_before': '2025-02-01T05:00:00Z', 'scheduled_charges_on_usage_invoices': 'ALL'",
                item("2025-02-01T00:00:00Z", 7500));
        server.advanceTo("2025-02-01T01:00:00Z");
        List<InvoiceId> drafts = ofType("USAGE").stream()
                .filter(one -> status(one).equals("DRAFT"))
                .map(one -> new InvoiceId(UUID.fromString(id(one))))
                .toList();
        assertThat(drafts).hasSize(2);
        assertThat(server.bean(Invoicing.class)
                        .dueSoFar(drafts, Instant.parse("2025-02-01T01:00:00Z"))
                        .values())
                .extracting(due -> due.amount().value().intValueExact())
                .containsExactlyInAnyOrder(7500, 0);
        server.advanceTo("2025-02-02T05:00:00Z");
        assertThat(ofType("SCHEDULED")).isEmpty();
        assertThat(ofType("USAGE"))
                .extracting(one -> status(one) + " " + one.get("total").intValue())
                .containsExactly("FINALIZED 7500", "FINALIZED 0");
    }

    @Test
    void an_earlier_end_shortens_the_draft_and_takes_upcoming_charges_away() {
        AccountFixture.Contract contract = withCharges(
                "2025-01-01T00:00:00Z", "", item("2025-02-10T00:00:00Z", 5) + "," + item("2025-03-10T00:00:00Z", 6));
        server.advanceTo("2025-02-05T00:00:00Z");
        updateEnd(contract, "'ending_before': '2025-02-15T00:00:00Z',", true).ok();

        assertThat(ofType("SCHEDULED"))
                .singleElement()
                .matches(one -> one.get("total").intValue() == 5);
        assertThat(ofType("USAGE").getLast().get("end_timestamp").stringValue()).isEqualTo("2025-02-15T00:00:00.000Z");
        server.advanceTo("2025-02-16T00:00:00Z");
        assertThat(ofType("USAGE")).extracting(InvoicesOnAServer::status).containsExactly("FINALIZED", "FINALIZED");

        updateEnd(contract, "", true).ok();
        server.advanceTo("2025-03-05T00:00:00Z");
        assertThat(ofType("USAGE"))
                .extracting(InvoicesOnAServer::start)
                .containsExactly("2025-01-01", "2025-02-01", "2025-02-15", "2025-03-01");

        assertThat(updateEnd(contract, "'ending_before': '2025-02-10T00:00:00Z',", false)
                        .refused(400))
                .contains("finalized");
        assertThat(ofType("USAGE")).hasSize(4);
    }

    @Test
    void a_billed_charge_cannot_be_changed_until_its_invoice_is_void() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-01-01T00:00:00Z", 500));
        server.settle();
        JsonNode charge = contract.read().at("/scheduled_charges/0");
        String archive = "{'customer_id': '%s', 'contract_id': '%s', 'archive_scheduled_charges': [{'id': '%s'}]}"
                .formatted(acme.id(), contract.id(), charge.get("id").stringValue());
        assertThat(api().post("/v2/contracts/edit", archive).refused(400)).contains("finalized");
        post("/v1/invoices/void", id(ofType("SCHEDULED").getFirst())).ok();
        api().post("/v2/contracts/edit", archive).ok();
        assertThat(ofType("SCHEDULED"))
                .singleElement()
                .matches(one -> status(one).equals("VOID"));
    }

    @Test
    void a_finalized_charge_stays_where_it_went_and_only_its_successor_follows_the_new_schedule() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-01-20T00:00:00Z", 5));
        server.advanceTo("2025-01-25T00:00:00Z");
        String first = id(ofType("SCHEDULED").getFirst());
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        assertThat(route(first).get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());

        post("/v1/invoices/void", first).ok();
        String second =
                post("/v1/invoices/regenerate", first).ok().at("/data/id").stringValue();

        assertThat(route(first).get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.stripe());
        assertThat(route(second).get("billing_provider_configuration_id").stringValue())
                .isEqualTo(acme.otherStripe());
        assertThat(invoice(second).get("total").decimalValue()).isEqualByComparingTo("5");
        assertThat(invoice(second).get("issued_at")).isEqualTo(invoice(first).get("issued_at"));
    }

    @Test
    void a_charge_added_to_a_date_that_is_finalized_gets_a_further_invoice() {
        AccountFixture.Contract contract = withCharges("2025-01-01T00:00:00Z", "", item("2025-01-20T00:00:00Z", 5));
        server.advanceTo("2025-01-25T00:00:00Z");
        String first = id(ofType("SCHEDULED").getFirst());
        String more = "{'customer_id': '%s', 'contract_id': '%s', 'add_scheduled_charges': [{'product_id': '%s', "
                + "'schedule': {'schedule_items': [" + item("2025-01-20T00:00:00Z", 8) + "]}}]}";
        api().post("/v2/contracts/edit", more.formatted(acme.id(), contract.id(), account.fixedProduct))
                .ok();
        server.settle();

        assertThat(ofType("SCHEDULED")).hasSize(2).allMatch(one -> status(one).equals("FINALIZED"));
        assertThat(invoice(first).get("total").decimalValue()).isEqualByComparingTo("5");
        assertThat(ofType("SCHEDULED").stream()
                        .mapToInt(one -> one.get("total").intValue())
                        .sum())
                .isEqualTo(13);
    }
}

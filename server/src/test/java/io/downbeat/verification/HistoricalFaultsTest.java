package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A historical June with a gap behind it, and one fault after the other planted into it. */
class HistoricalFaultsTest {
    private static final String NOBODY = "a_historical_invoice_goes_to_no_provider";
    private static final String GIVEN = "a_historical_invoice_bills_the_quantities_it_was_given";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";

    private static TestServer server;
    private static String june = "";

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer acme = account.customer("acme");
        AccountFixture.Contract contract = acme.contract(
                "2024-06-01T00:00:00Z",
                acme.stripe(),
                ", 'usage_statement_schedule': {'frequency': 'MONTHLY',"
                        + " 'invoice_generation_starting_at': '2024-12-01T00:00:00Z'}");
        june = server.api()
                .post("/v1/contracts/createHistoricalInvoices", """
                    {'preview': false, 'invoices': [{'customer_id': '%s', 'contract_id': '%s', 'credit_type_id': '%s',
                      'inclusive_start_date': '2024-06-01T00:00:00Z', 'exclusive_end_date': '2024-07-01T00:00:00Z',
                      'issue_date': '2024-07-02T00:00:00Z', 'usage_line_items': [{'product_id': '%s', 'quantity': 7,
                      'inclusive_start_date': '2024-06-01T00:00:00Z', 'exclusive_end_date': '2024-07-01T00:00:00Z'}]}]}\
                    """.formatted(
                                acme.id(), contract.id(), CreditType.USD_CENTS.id(), account.usageProduct))
                .ok()
                .at("/data/0/id")
                .stringValue();
        server.advanceTo("2025-03-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Planted> faults() {
        return Stream.of(
                new Planted("""
                    ALTER TABLE invoice DROP CONSTRAINT invoice_historical_goes_nowhere;
                    UPDATE invoice i SET configuration_id = c.id, configuration_customer_id = c.customer_id,
                        segment_id = gen_random_uuid() FROM provider_configuration c
                    WHERE i.id = '$' AND c.billing_provider = 'stripe'
                    """, "$", Set.of(NOBODY, SEALED, "one_delivery_per_routed_invoice")),
                new Planted("""
                    ALTER TABLE invoice DROP CONSTRAINT invoice_historical_has_its_own_rule;
                    UPDATE invoice SET route_rule = 'no_segment_in_force' WHERE id = '$'
                    """, "$", Set.of(NOBODY, SEALED)),
                new Planted("UPDATE historical_usage SET quantity = 8 WHERE invoice_id = '$'", "$", Set.of(GIVEN)),
                new Planted("DELETE FROM historical_usage WHERE invoice_id = '$'", "$", Set.of(GIVEN)),
                new Planted(
                        "UPDATE historical_usage SET product_id = gen_random_uuid() WHERE invoice_id = '$'",
                        "$",
                        Set.of(GIVEN)),
                new Planted("UPDATE invoice_line SET quantity = 6 WHERE invoice_id = '$'", "$", Set.of(GIVEN, SEALED)));
    }

    @Test
    void the_undamaged_database_is_clean_though_the_months_behind_june_have_no_invoice() throws SQLException {
        var verdict = Planted.verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.checks())
                .filteredOn(check -> check.name().startsWith("a_historical_invoice"))
                .hasSize(2)
                .allSatisfy(check -> assertThat(check.checked()).isEqualTo(1));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        var verdict = Planted.verdictAfter(server, planted.fault().replace("$", june));
        planted.assertFoundBy(verdict);
        assertThat(verdict.violations())
                .extracting(violation -> String.valueOf(violation.invoiceId()))
                .containsOnly(june);
    }
}

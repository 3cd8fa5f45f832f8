package io.downbeat.verification;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A contract with a discount that is used up by its charge and a service billed to its maximum; and one fault after the other planted into what it came to. */
class TermFaultsTest {
    private static final String BELOW_ZERO = "no_discount_takes_an_invoice_below_zero";
    private static final String AGREED = "no_more_is_taken_off_than_a_discount_agrees_on";
    private static final String MAXIMUM = "no_more_is_billed_of_a_service_than_its_maximum";
    private static final String ASKED_FOR = "an_invoice_of_services_bills_what_was_asked_for";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";
    private static final String SUM = "an_invoices_total_is_the_sum_of_its_lines";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer acme = account.customer("acme");
        String contract = api.post("/v1/contracts/create", """
            {'customer_id': '%1$s', 'starting_at': '2025-01-01T00:00:00Z',
             'scheduled_charges': [{'product_id': '%2$s', 'schedule': {'schedule_items': [
               {'timestamp': '2025-02-01T00:00:00Z', 'amount': 3000}]}}],
             'discounts': [{'product_id': '%2$s', 'schedule': {'schedule_items': [
               {'timestamp': '2025-02-01T00:00:00Z', 'amount': 5000}]}}],
             'professional_services': [
               {'product_id': '%2$s', 'max_amount': 900, 'unit_price': 300, 'quantity': 1}],
             'reseller_royalties': [{'reseller_type': 'AWS', 'fraction': 0.03, 'netsuite_reseller_id': 'R',
               'starting_at': '2025-01-01T00:00:00Z'}]}\
            """.formatted(acme.id(), account.fixedProduct))
                .ok()
                .at("/data/id")
                .stringValue();
        String service = api.post(
                        "/v2/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract))
                .ok()
                .at("/data/professional_services/0/id")
                .stringValue();
        api.post("/v1/contracts/scheduleProServicesInvoice", """
            {'customer_id': '%1$s', 'contract_id': '%2$s', 'issued_at': '2025-02-01T00:00:00Z', 'line_items': [
              {'professional_service_id': '%3$s', 'quantity': 1}, {'professional_service_id': '%3$s', 'amount': 600}]}\
            """.formatted(acme.id(), contract, service))
                .ok();
        server.advanceTo("2025-03-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Planted fault(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    static Stream<Planted> faults() {
        String discount = " WHERE discount_id IS NOT NULL";
        String ofCharge = " WHERE invoice_id IN (SELECT invoice_id FROM invoice_line" + discount + ")";
        String service = " WHERE professional_service_id IS NOT NULL AND total = 600";
        return Stream.of(
                fault(
                        "UPDATE invoice SET total = -1 WHERE type = 'SCHEDULED'; UPDATE invoice_line SET total = -3001"
                                + discount,
                        BELOW_ZERO,
                        SEALED),
                fault("UPDATE discount_item SET amount = 2999", AGREED),
                fault("UPDATE discount_item SET taken_off_at = '2025-02-02T00:00:00Z'", AGREED),
                fault("DELETE FROM discount_item", AGREED),
                fault("UPDATE discount SET contract_id = gen_random_uuid()", AGREED),
                fault("UPDATE invoice_line SET discount_id = gen_random_uuid()" + discount, AGREED, SEALED),
                fault(
                        "UPDATE invoice_line SET total = CASE WHEN total < 0 THEN -5001 ELSE 5001 END" + ofCharge
                                + "; UPDATE invoice SET total = 0 WHERE type = 'SCHEDULED'",
                        AGREED,
                        SEALED),
                fault("UPDATE professional_service SET max_amount = 899", MAXIMUM),
                fault("UPDATE professional_service SET contract_id = gen_random_uuid()", MAXIMUM),
                fault("UPDATE professional_service_item SET amount = 601 WHERE amount = 600", MAXIMUM, ASKED_FOR),
                fault("DELETE FROM professional_service_item WHERE amount = 600", ASKED_FOR),
                fault("DELETE FROM invoice_line" + service, ASKED_FOR, SEALED, SUM),
                fault("UPDATE invoice_line SET metadata = 'other'" + service, SEALED),
                fault("UPDATE invoice_royalty SET fraction = 0.04", SEALED),
                fault("DELETE FROM invoice_royalty", SEALED),
                fault("UPDATE invoice_line SET total = 599" + service, ASKED_FOR, SEALED, SUM));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        Planted.assertCleanAndChecked(server, new TermChecks());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

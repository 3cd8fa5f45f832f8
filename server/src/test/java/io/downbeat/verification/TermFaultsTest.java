package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A contract with a discount that is used up by its charge; and one fault after the other planted into what it came to. */
class TermFaultsTest {
    private static final String BELOW_ZERO = "no_discount_takes_an_invoice_below_zero";
    private static final String AGREED = "no_more_is_taken_off_than_a_discount_agrees_on";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";
    private static final String SUM = "an_invoices_total_is_the_sum_of_its_lines";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer acme = account.customer("acme");
        api.post("/v1/contracts/create", """
            {'customer_id': '%1$s', 'starting_at': '2025-01-01T00:00:00Z',
             'scheduled_charges': [{'product_id': '%2$s', 'schedule': {'schedule_items': [
               {'timestamp': '2025-02-01T00:00:00Z', 'amount': 3000}]}}],
             'discounts': [{'product_id': '%2$s', 'schedule': {'schedule_items': [
               {'timestamp': '2025-02-01T00:00:00Z', 'amount': 5000}]}}]}\
            """.formatted(acme.id(), account.fixedProduct))
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
        return Stream.of(
                fault(
                        "UPDATE invoice SET total = -1; UPDATE invoice_line SET total = -3001" + discount,
                        BELOW_ZERO,
                        SEALED),
                fault("UPDATE discount_item SET amount = 2999", AGREED),
                fault("UPDATE discount_item SET taken_off_at = '2025-02-02T00:00:00Z'", AGREED),
                fault("DELETE FROM discount_item", AGREED),
                fault("UPDATE discount SET contract_id = gen_random_uuid()", AGREED),
                fault("UPDATE invoice_line SET discount_id = gen_random_uuid()" + discount, AGREED, SEALED),
                fault("UPDATE invoice_line SET total = -5001" + discount, AGREED, SEALED, SUM));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        var verdict = Planted.verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        var names = new TermChecks().all().stream().map(Check::name).toList();
        assertThat(verdict.checks())
                .filteredOn(check -> names.contains(check.name()))
                .hasSize(names.size())
                .allSatisfy(
                        check -> assertThat(check.checked()).as(check.name()).isPositive());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

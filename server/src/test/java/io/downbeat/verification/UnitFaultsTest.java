package io.downbeat.verification;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invoice with a line in a custom unit and the line that converts it, and one fault after the other planted into them. */
class UnitFaultsTest {
    private static final String CONVERTED = "what_is_left_of_a_custom_unit_is_converted_once";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";
    private static final String SUM = "an_invoices_total_is_the_sum_of_its_lines";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-27T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer acme = account.customer("acme");
        String unit = api.post("/downbeat/v1/creditTypes", "{'name': 'AI credits'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/update", """
            {'rate_card_id': '%s', 'add_credit_type_conversions': [{'custom_credit_type_id': '%s',
             'fiat_per_custom_credit': 2.5}]}\
            """.formatted(account.rateCard, unit))
                .ok();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 0.5, 'credit_type_id': '%s'}\
            """.formatted(account.rateCard, account.usageProduct, unit))
                .ok();
        acme.contract("2025-01-01T00:00:00Z");
        acme.use("t1", "2025-01-05T00:00:00Z", 25);
        server.advanceTo("2025-03-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Planted> faults() {
        return Stream.of(
                new Planted(
                        "UPDATE invoice_line SET total = total + 0.5 WHERE credit_type_id IS NOT NULL",
                        null,
                        Set.of(CONVERTED, SEALED)),
                new Planted(
                        "UPDATE invoice_line SET converted_credit_type_id = gen_random_uuid() WHERE type ="
                                + " 'cpu_conversion'",
                        null,
                        Set.of(CONVERTED, SEALED)),
                new Planted(
                        "UPDATE invoice_line SET total = total + 1 WHERE type = 'cpu_conversion'",
                        null,
                        Set.of(CONVERTED, SEALED, SUM)),
                new Planted(
                        "DELETE FROM invoice_line WHERE type = 'cpu_conversion'",
                        null,
                        Set.of(CONVERTED, SEALED, SUM)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

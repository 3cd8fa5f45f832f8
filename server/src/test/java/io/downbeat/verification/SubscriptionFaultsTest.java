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

/** A contract with seats of which two were added in the first month; and one fault after the other planted into what it came to. */
class SubscriptionFaultsTest {
    private static final String BELOW_ZERO = "no_line_of_a_subscription_takes_anything_off";
    private static final String KEPT = "an_invoice_bills_of_a_subscription_what_is_kept_as_billed";
    private static final String OVERLAP = "the_periods_that_a_subscription_is_billed_for_do_not_overlap";
    private static final String TWICE = "no_unit_of_a_subscription_is_billed_twice";
    private static final String SEATS = "a_seat_is_assigned_once_at_a_time";
    private static final String SEALED = "a_finalized_invoice_is_as_it_was_sealed";
    private static final String SUM = "an_invoices_total_is_the_sum_of_its_lines";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.Customer acme = account.customer("acme");
        String team = api.post("/v1/contract-pricing/products/create", "{'name': 'Team', 'type': 'SUBSCRIPTION'}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 1000, 'billing_frequency': 'MONTHLY'}\
            """.formatted(account.rateCard, team))
                .ok();
        String contract = api.post("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'subscriptions': [
              {'collection_schedule': 'ADVANCE', 'quantity_management_mode': 'SEAT_BASED',
               'subscription_rate': {'product_id': '%s', 'billing_frequency': 'MONTHLY'},
               'proration': {'invoice_behavior': 'BILL_IMMEDIATELY'},
               'seat_config': {'seat_group_key': 'user', 'initial_seat_ids': ['a', 'b']}}]}\
            """.formatted(acme.id(), account.rateCard, team))
                .ok()
                .at("/data/id")
                .stringValue();
        String subscription = api.post(
                        "/v2/contracts/get",
                        "{'customer_id': '%s', 'contract_id': '%s'}".formatted(acme.id(), contract))
                .ok()
                .at("/data/subscriptions/0/id")
                .stringValue();
        server.advanceTo("2025-01-16T00:00:00Z");
        api.post("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'update_subscriptions': [{'subscription_id': '%s', 'seat_updates':
              {'remove_seat_ids': [{'starting_at': '2025-01-10T00:00:00Z', 'seat_ids': ['a']}],
               'add_seat_ids': [{'starting_at': '2025-01-16T00:00:00Z', 'seat_ids': ['a', 'c', 'd']}]}}]}\
            """.formatted(acme.id(), contract, subscription))
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
        String increase = " WHERE subscription_charge_kind = 'INCREASE'";
        String february = " WHERE kind = 'BASE' AND starting_at = '2025-02-01T00:00:00Z'";
        return Stream.of(
                fault(
                        "ALTER TABLE invoice_line DROP CONSTRAINT invoice_line_of_a_subscription_takes_nothing_off;"
                                + " UPDATE invoice_line SET total = -total" + increase,
                        BELOW_ZERO,
                        SEALED,
                        SUM),
                fault("UPDATE invoice_line SET quantity = quantity + 1" + increase, KEPT, SEALED),
                fault("UPDATE invoice_line SET subscription_id = gen_random_uuid()" + increase, KEPT, SEALED),
                fault("UPDATE invoice_line SET is_prorated = false" + increase, SEALED),
                fault("DELETE FROM billed_subscription_charge WHERE kind = 'INCREASE'", KEPT),
                fault("UPDATE billed_subscription_charge SET quantity = 1 WHERE kind = 'INCREASE'", KEPT),
                fault(
                        "UPDATE billed_subscription_charge SET ending_before = '2025-03-02T00:00:00Z',"
                                + " period_end = '2025-03-02T00:00:00Z'" + february,
                        OVERLAP),
                fault(
                        "INSERT INTO billed_subscription_charge SELECT customer_id, subscription_id, 'CATCH_UP',"
                                + " period_start, period_end, starting_at, ending_before, quantity - 1, 1, price,"
                                + " contract_id, gen_random_uuid() FROM billed_subscription_charge" + february,
                        TWICE),
                fault("UPDATE subscription_seat SET ending_before = NULL WHERE seat_id = 'a'", SEATS));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        Planted.assertCleanAndChecked(server, new SubscriptionChecks());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

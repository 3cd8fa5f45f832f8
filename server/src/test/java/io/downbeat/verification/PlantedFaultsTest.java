package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.settlement.MeteringChecks;
import io.downbeat.platform.db.Transactions;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One database that the product made, and one fault after the other planted into it by somebody who owns the database and
 * gets round every trigger, key and constraint. Each is found by exactly the checks that should, with its invoice.
 */
class PlantedFaultsTest {
    private static Sandbox sandbox;
    private static TestServer server;
    private static String january;
    private static String february;

    @BeforeAll
    static void aDatabaseThatTheProductMade() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z",
                Map.of(
                        "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                        "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                        "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws"));
        AccountFixture account = AccountFixture.setUp(server.api());
        var acme = account.customer("acme");
        var moving = acme.contract("2025-01-01T00:00:00Z");
        var buyer = account.customer("buyer");
        buyer.contract("2025-01-01T00:00:00Z", buyer.aws(), "");
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        buyer.use("t2", "2025-01-01T05:00:00Z", 400);
        server.advanceTo("2025-02-10T00:00:00Z");
        acme.use("t3", "2025-02-09T05:00:00Z", 700);
        moving.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        moving.change(acme.aws(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-03-10T00:00:00Z");
        january = one("SELECT id FROM invoice WHERE period_start = '2025-01-01T00:00:00Z' AND customer_id = '%s'"
                .formatted(acme.id()));
        february = one("SELECT id FROM invoice WHERE period_start = '2025-02-01T00:00:00Z' AND customer_id = '%s'"
                .formatted(acme.id()));
        // Two actions of an operator on January's delivery, as the endpoints note them.
        run("""
            INSERT INTO delivery_action (customer_id, delivery_id, id, action, state_before, acted_at)
            SELECT customer_id, d.id, gen_random_uuid(), action, 'PARKED', created_at
            FROM delivery d, (VALUES ('retry'), ('resolve')) AS made (action) WHERE invoice_id = '%s'
            """.formatted(january));
    }

    @AfterAll
    static void stop() {
        server.close();
        sandbox.close();
    }

    private static Planted fault(String check, String fault) {
        return new Planted(fault, january, Set.of(check));
    }

    private static Planted fault(String check, String other, String fault) {
        return new Planted(fault, january, Set.of(check, other));
    }

    private static Planted faultOfNoInvoice(String check, String fault) {
        return new Planted(fault, null, Set.of(check));
    }

    static Stream<Planted> faults() {
        return Stream.of(invoices(), deliveries(), history(), schedules(), unreadable())
                .flatMap(List::stream);
    }

    private static List<Planted> invoices() {
        return List.of(
                fault("one_delivery_per_routed_invoice", """
                    DELETE FROM delivery_action USING delivery d WHERE d.id = delivery_id AND invoice_id = '$';
                    DELETE FROM delivery_receipt USING delivery d WHERE d.id = delivery_id AND invoice_id = '$';
                    DELETE FROM delivery_attempt USING delivery d WHERE d.id = delivery_id AND invoice_id = '$';
                    DELETE FROM delivery WHERE invoice_id = '$'
                    """),
                fault(
                        "a_voided_invoice_is_taken_back",
                        "UPDATE invoice SET status = 'VOID', voided_at = now() WHERE id = '$'"),
                fault(
                        "a_finalized_invoice_is_as_it_was_sealed",
                        "UPDATE invoice SET net_payment_terms_days = 90 WHERE id = '$'"),
                fault(
                        "a_finalized_invoice_is_as_it_was_sealed",
                        "UPDATE invoice_line SET name = 'Something else' WHERE invoice_id = '$'"),
                fault("a_finalized_invoice_is_as_it_was_sealed", "DELETE FROM invoice_seal WHERE invoice_id = '$'"),
                fault(
                        "an_invoices_total_is_the_sum_of_its_lines",
                        "a_finalized_invoice_is_as_it_was_sealed",
                        "UPDATE invoice_line SET total = total + 1 WHERE invoice_id = '$'"),
                new Planted(
                        "UPDATE invoice_line SET total = total + 0.5 WHERE invoice_id = '$'",
                        january,
                        Set.of(
                                "every_line_is_rounded_once_to_what_its_currency_can_express",
                                "an_invoices_total_is_the_sum_of_its_lines",
                                "a_finalized_invoice_is_as_it_was_sealed")),
                new Planted(
                        "INSERT INTO invoice_seal VALUES ('" + new UUID(6, 6) + "', '" + new UUID(7, 7) + "', 'x')",
                        new UUID(7, 7).toString(),
                        Set.of("a_sealed_invoice_is_still_there")),
                new Planted(
                        "UPDATE invoice SET period_end = period_end - interval '1 hour' WHERE id = '$'",
                        null,
                        Set.of("service_periods_tile", "a_finalized_invoice_is_as_it_was_sealed")),
                new Planted("""
                    DROP INDEX invoice_one_live; INSERT INTO invoice SELECT (jsonb_populate_record(i,
                        jsonb_build_object('id', gen_random_uuid()))).* FROM invoice i
                    WHERE status = 'DRAFT' AND customer_id = (SELECT customer_id FROM invoice WHERE id = '$')
                    """, null, Set.of("one_live_invoice_per_contract_period_and_kind")),
                new Planted(
                        "UPDATE invoice SET period_start = period_start + interval '1 hour',"
                                + " period_end = period_end + interval '1 hour' WHERE status = 'DRAFT'",
                        null,
                        Set.of("each_usage_invoice_covers_one_service_period", "service_periods_tile")),
                fault(
                        "a_regenerated_invoice_replaces_a_void_one",
                        "a_finalized_invoice_is_as_it_was_sealed",
                        "UPDATE invoice SET regenerated_from = '#' WHERE id = '$'"),
                new Planted(
                        "UPDATE invoice_line SET scheduled_item_id = '" + new UUID(1, 1)
                                + "' WHERE invoice_id IN ('$', '#')",
                        null,
                        Set.of("a_scheduled_item_is_billed_once", "a_finalized_invoice_is_as_it_was_sealed")),
                new Planted(
                        "UPDATE invoice SET issued_at = '2025-03-09T22:59:59Z', created_at = '2025-02-01T00:00:00Z',"
                                + " failures = 3, last_failure = 'an overflow' WHERE status = 'DRAFT'",
                        null,
                        Set.of("no_draft_is_left_behind_when_it_falls_due")));
    }

    /** One row each that nobody can make sense of: it is named, and hides no other violation and no other check. */
    private static List<Planted> unreadable() {
        String contract = "(SELECT contract_id FROM invoice WHERE id = '$')";
        String text =
                "convert_to('{\"invoice_id\": \"$\", \"total\": 1250, \"text\": \"half a rocket: \\ud83d\"}', 'UTF8')";
        return List.of(
                fault("a_payload_has_its_invoices_total", frozen(text)),
                fault("a_payload_has_its_invoices_total", frozen("'\\xC0AF'::bytea")),
                fault("a_payload_has_its_invoices_total", frozen("'{\"total\": \"much\"}'::bytea")),
                fault("a_payload_has_its_invoices_total", frozen("'{}'::bytea")),
                new Planted(
                        "UPDATE delivery_receipt SET evidence = '{torn' FROM delivery d WHERE d.id = delivery_id"
                                + " AND d.provider = 'AWS_MARKETPLACE' AND d.state = 'CONFIRMED'",
                        null,
                        Set.of("a_receipt_says_the_invoices_total", "each_receipt_carries_the_hash_of_the_one_before")),
                new Planted(
                        "ALTER TABLE invoice DROP CONSTRAINT invoice_period_ends_after_its_start;"
                                + " UPDATE invoice SET period_end = period_start WHERE id = '$'",
                        null,
                        Set.of(
                                "each_usage_invoice_covers_one_service_period",
                                "each_route_follows_the_routing_rule",
                                "service_periods_tile",
                                "a_finalized_invoice_is_as_it_was_sealed")),
                faultOfNoInvoice("each_change_of_provider_was_allowed_when_it_was_made", """
                    ALTER TABLE contract DROP CONSTRAINT contract_statement_frequency_known;
                    UPDATE contract SET statement_frequency = 'HOURLY' WHERE id = %s
                    """.formatted(contract))
                        .and("each_usage_invoice_covers_one_service_period"),
                new Planted(
                        """
                        UPDATE provider_configuration SET billing_provider = 'paypal' WHERE id IN (
                            SELECT provider_configuration_id FROM provider_segment
                            WHERE contract_id = %s AND effective_at = '2025-02-01T00:00:00Z')
                        """.formatted(contract),
                        null,
                        Set.of(
                                "each_change_of_provider_was_allowed_when_it_was_made",
                                "each_route_follows_the_routing_rule",
                                "a_delivery_uses_its_configurations_account")));
    }

    private static String frozen(String payload) {
        return "UPDATE delivery SET payload = %1$s, payload_sha256 = sha256(%1$s) WHERE invoice_id = '$'"
                .formatted(payload);
    }

    private static List<Planted> deliveries() {
        return List.of(
                new Planted(
                        "UPDATE invoice SET configuration_id = NULL WHERE id = '$'",
                        january,
                        Set.of(
                                "no_delivery_without_a_route",
                                "each_route_follows_the_routing_rule",
                                "a_finalized_invoice_is_as_it_was_sealed")),
                fault(
                        "a_delivery_goes_where_its_invoice_says",
                        "UPDATE delivery SET configuration_id = (SELECT configuration_id FROM invoice WHERE id = '#')"
                                + " WHERE invoice_id = '$'"),
                fault(
                        "a_delivery_uses_its_configurations_account",
                        "UPDATE delivery SET delivery_method_id = gen_random_uuid() WHERE invoice_id = '$'"),
                fault(
                        "a_payload_is_what_was_frozen",
                        "UPDATE delivery SET payload = payload || ' '::bytea WHERE invoice_id = '$'"),
                fault(
                        "a_payload_has_its_invoices_total",
                        "a_receipt_says_the_invoices_total",
                        "UPDATE delivery SET total = total + 1 WHERE invoice_id = '$'"),
                fault(
                        "a_payload_has_its_invoices_total",
                        "UPDATE delivery SET credit_type_id = gen_random_uuid() WHERE invoice_id = '$'"),
                // As if a marketplace had taken less than nothing, and as if a credit were too small to send.
                new Planted(
                        belowZero("state = 'CONFIRMED'", "AWS_MARKETPLACE"),
                        null,
                        Set.of(
                                "a_total_below_zero_goes_out_or_waits_for_a_person",
                                "a_payload_has_its_invoices_total",
                                "a_receipt_says_the_invoices_total")),
                new Planted(
                        belowZero(
                                "state = 'SKIPPED', reason = 'the total is below Stripe''s minimum charge, and the"
                                        + " account skips such invoices'",
                                "STRIPE"),
                        null,
                        Set.of(
                                "a_total_below_zero_goes_out_or_waits_for_a_person",
                                "a_payload_has_its_invoices_total",
                                "an_invoice_shows_what_became_of_its_delivery")),
                fault(
                        "what_was_sent_has_a_receipt",
                        "attempts_and_receipts_have_no_gaps",
                        "DELETE FROM delivery_receipt USING delivery d WHERE d.id = delivery_id AND invoice_id = '$'"),
                fault(
                        "a_receipt_says_the_invoices_total",
                        "each_receipt_carries_the_hash_of_the_one_before",
                        "UPDATE delivery_receipt SET invoiced_total = invoiced_total - 1 FROM delivery d"
                                + " WHERE d.id = delivery_id AND invoice_id = '$'"),
                fault("no_invoice_has_two_deliveries", """
                    ALTER TABLE delivery DROP CONSTRAINT delivery_one_per_invoice;
                    INSERT INTO delivery SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(),
                        'state', 'PENDING', 'provider_ref', null, 'attempts', 0, 'receipts', 0))).*
                    FROM delivery d WHERE invoice_id = '$'
                    """),
                new Planted("""
                    DROP INDEX delivery_provider_ref;
                    UPDATE delivery SET provider_ref = (SELECT provider_ref FROM delivery WHERE invoice_id = '#')
                    WHERE invoice_id = '$';
                    UPDATE external_invoice SET external_invoice_id =
                        (SELECT provider_ref FROM delivery WHERE invoice_id = '#') WHERE invoice_id = '$'
                    """, null, Set.of("no_two_deliveries_share_one_object", "what_was_sent_has_a_receipt")),
                fault(
                        "an_invoice_shows_what_became_of_its_delivery",
                        "UPDATE external_invoice SET external_invoice_id = 'in_other' WHERE invoice_id = '$'"),
                fault(
                        "an_invoice_shows_what_became_of_its_delivery",
                        "DELETE FROM external_invoice WHERE invoice_id = '$'"),
                fault(
                        "nothing_is_unknown_for_three_days",
                        "UPDATE delivery SET state = 'UNKNOWN', last_send_at = '2025-02-06T23:59:59Z'"
                                + " WHERE invoice_id = '$'"),
                fault(
                        "nothing_is_held_under_a_dead_lease",
                        "UPDATE delivery SET state = 'SENDING', lease_until = clock_timestamp() - interval '3 minutes'"
                                + " WHERE invoice_id = '$'"),
                faultOfNoInvoice("a_meter_slot_is_settled_by_its_deadline", """
                    UPDATE metering_record SET state = 'UNKNOWN', next_attempt_at = '2025-01-04T00:00:00Z'
                    WHERE hour = (SELECT min(hour) FROM metering_record)
                    """),
                faultOfNoInvoice("a_meter_slot_is_settled_by_its_deadline", """
                    UPDATE metering_record SET state = 'SENT', next_read_at = '2025-01-04T00:00:00Z'
                    WHERE hour = (SELECT min(hour) FROM metering_record)
                    """));
    }

    private static String belowZero(String change, String provider) {
        return "UPDATE delivery SET total = -1, " + change + " WHERE provider = '" + provider + "'";
    }

    private static List<Planted> history() {
        String of = " FROM delivery d WHERE d.id = delivery_id AND d.invoice_id = '$'";
        return List.of(
                fault(
                        "each_attempt_carries_the_hash_of_the_one_before",
                        "UPDATE delivery_attempt a SET outcome = 'ACCEPTED?'" + of + " AND a.n = 2"),
                fault(
                        "each_attempt_carries_the_hash_of_the_one_before",
                        "UPDATE delivery_attempt a SET ended_at = ended_at + interval '1 microsecond'" + of
                                + " AND a.n = 1"),
                fault(
                        "each_attempt_carries_the_hash_of_the_one_before",
                        "attempts_and_receipts_have_no_gaps",
                        "DELETE FROM delivery_attempt a USING delivery d"
                                + " WHERE d.id = delivery_id AND d.invoice_id = '$' AND a.n = 2"),
                fault(
                        "attempts_and_receipts_have_no_gaps",
                        "DELETE FROM delivery_attempt a USING delivery d"
                                + " WHERE d.id = delivery_id AND d.invoice_id = '$' AND a.n = d.attempts"),
                fault("each_attempt_carries_the_hash_of_the_one_before", """
                    ALTER TABLE delivery_attempt DROP CONSTRAINT delivery_attempt_pkey;
                    UPDATE delivery_attempt a SET n = 3 - a.n FROM delivery d
                    WHERE d.id = delivery_id AND d.invoice_id = '$' AND a.n < 3
                    """),
                fault(
                        "each_receipt_carries_the_hash_of_the_one_before",
                        "UPDATE delivery_receipt SET evidence = '{}'" + of),
                fault(
                        "each_deed_carries_the_hash_of_the_one_before",
                        "DELETE FROM delivery_action a USING delivery d"
                                + " WHERE d.id = delivery_id AND d.invoice_id = '$' AND a.n = 1"),
                fault(
                        "each_deed_carries_the_hash_of_the_one_before",
                        "UPDATE delivery_action a SET detail = 'as agreed'" + of + " AND a.n = 2"));
    }

    private static List<Planted> schedules() {
        // As somebody would who claims that a person chose the route.
        String byHand = "UPDATE invoice SET route_rule = 'by_hand', route_by_hand = id, segment_id = NULL,"
            + " segment_effective_at = NULL, edit_id = NULL WHERE id = '$'; DELETE FROM invoice_seal WHERE invoice_id"
            + " = '$'; INSERT INTO invoice_seal SELECT i.customer_id, i.id, invoice_digest(i) FROM invoice i WHERE id"
            + " = '$'";
        String customer = "(SELECT customer_id FROM invoice WHERE id = '$')";
        String contract = "(SELECT contract_id FROM invoice WHERE id = '$')";
        return List.of(
                new Planted(
                        "UPDATE contract SET starting_at = starting_at + interval '1 hour' WHERE id = " + contract,
                        null,
                        Set.of(
                                "a_schedule_is_ordered_and_holds_ten_segments_at_most",
                                "each_change_of_provider_was_allowed_when_it_was_made",
                                "each_usage_invoice_covers_one_service_period")),
                new Planted(
                        """
                        INSERT INTO provider_segment (customer_id, id, contract_id, effective_at, created_at)
                        SELECT %s, gen_random_uuid(), %s, '2025-04-01T00:00:00Z'::timestamptz + n * interval '1 month',
                            '2025-03-10T00:00:00Z'
                        FROM generate_series(0, 8) n
                        """.formatted(customer, contract),
                        null,
                        Set.of(
                                "a_schedule_is_ordered_and_holds_ten_segments_at_most",
                                "each_change_of_provider_was_allowed_when_it_was_made")),
                faultOfNoInvoice("a_segment_bills_its_own_customer", """
                    UPDATE provider_configuration SET customer_id = gen_random_uuid()
                    WHERE id IN (SELECT provider_configuration_id FROM provider_segment WHERE contract_id = %s
                        AND effective_at > '2025-02-01T00:00:00Z')
                    """.formatted(contract)),
                // The move to AWS was for March; made inside March it would not have been allowed.
                faultOfNoInvoice(
                        "each_change_of_provider_was_allowed_when_it_was_made",
                        "UPDATE provider_segment SET created_at = '2025-03-01T00:00:00Z' WHERE effective_at ="
                                + " '2025-03-01T00:00:00Z'"),
                faultOfNoInvoice(
                        "each_change_of_provider_was_allowed_when_it_was_made", """
                            INSERT INTO provider_segment
                                (customer_id, id, contract_id, effective_at, created_at, contract_edit_id)
                            SELECT %s, gen_random_uuid(), %s, '2025-03-01T00:00:00Z', '2025-03-09T00:00:00Z', gen_random_uuid()
                            """.formatted(customer, contract)),
                faultOfNoInvoice("each_change_of_provider_was_allowed_when_it_was_made", """
                    UPDATE provider_segment SET effective_at = '2025-03-15T00:00:00Z' WHERE effective_at = '2025-03-01T00:00:00Z'
                    """),
                // February was billed by the configuration that was scheduled; now the schedule claims another.
                new Planted("""
                    UPDATE provider_segment SET provider_configuration_id =
                        (SELECT configuration_id FROM invoice WHERE id = '$')
                    WHERE contract_id = %s AND effective_at = '2025-02-01T00:00:00Z'
                    """.formatted(contract), "february", Set.of("each_route_follows_the_routing_rule")),
                fault("each_route_follows_the_routing_rule", byHand),
                fault("each_route_follows_the_routing_rule", byHand + """
                    ; INSERT INTO invoice_route_by_hand SELECT (jsonb_populate_record(NULL::invoice_route_by_hand,
                        jsonb_build_object('invoice_id', i.id, 'customer_id', i.customer_id, 'configuration_id',
                            i.configuration_id, 'reason', 'as agreed', 'decided_by', 'kim', 'decided_at', i.finalized_at,
                            'sha256', 'x'))).* FROM invoice i WHERE id = '$';
                    UPDATE invoice_route_by_hand r SET sha256 = invoice_route_by_hand_digest(r)
                    """),
                fault("each_route_follows_the_routing_rule", """
                    INSERT INTO invoice_route_by_hand SELECT (jsonb_populate_record(NULL::invoice_route_by_hand,
                        jsonb_build_object('invoice_id', i.id, 'customer_id', i.customer_id, 'configuration_id',
                            i.configuration_id, 'reason', 'as agreed', 'decided_by', 'kim', 'decided_at', i.finalized_at,
                            'sha256', 'x'))).* FROM invoice i WHERE id = '$'
                    """));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws Exception {
        var verdict = Planted.verdictAfter(server, "SELECT 1");
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.ok()).isTrue();
        assertThat(server.api().post("/downbeat/v1/verify", "{}").ok().get("ok").booleanValue())
                .isTrue();
    }

    @Test
    void each_check_of_this_package_has_its_fault() {
        Set<String> planted = Stream.of(
                        faults(),
                        BalanceFaultsTest.faults(),
                        SubscriptionFaultsTest.faults(),
                        TermFaultsTest.faults(),
                        PurchaseFaultsTest.faults(),
                        MessageFaultsTest.faults(),
                        CustomFieldFaultsTest.faults(),
                        HierarchyFaultsTest.faults(),
                        HistoricalFaultsTest.faults(),
                        UnitFaultsTest.faults())
                .flatMap(faults -> faults)
                .flatMap(fault -> fault.names().stream())
                .collect(Collectors.toSet());
        List<String> names = new ArrayList<>();
        for (Checks group : Verification.own()) {
            group.all().stream().map(Check::name).forEach(names::add);
            group.computed().stream().map(ComputedCheck::name).forEach(names::add);
        }
        assertThat(names).doesNotHaveDuplicates();
        assertThat(planted).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws Exception {
        var verdict = Planted.verdictAfter(
                server, planted.fault().replace("$", january).replace("#", february));

        planted.assertFoundBy(verdict);
        if (planted.invoice() != null) {
            String invoice = planted.invoice().equals("february") ? february : planted.invoice();
            assertThat(verdict.violations())
                    .extracting(violation -> String.valueOf(violation.invoiceId()))
                    .containsOnly(invoice);
        }
    }

    @Test
    void a_check_that_fails_is_a_violation_of_its_own_and_the_others_go_on_also_inside_a_transaction() {
        Checks broken = new Checks() {
            @Override
            public String subject() {
                return "numbers";
            }

            @Override
            public List<Check> all() {
                return List.of(new Check("everything_divides_by_zero", "SELECT 1", "SELECT 1 / 0"));
            }
        };
        var database = JdbcClient.create(server.bean(DataSource.class));
        var verification = Verification.of(
                database, List.of(broken, new MeteringChecks()), () -> Instant.parse("2025-03-10T00:00:00Z"));
        var verdict = server.bean(Transactions.class)
                .in(() -> verification.verify(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z")));

        assertThat(verdict.violations())
                .singleElement()
                .satisfies(only -> assertThat(only.check()).isEqualTo("everything_divides_by_zero"));
        assertThat(verdict.checks()).hasSizeGreaterThan(20);
    }

    private static String one(String sql) {
        return JdbcClient.create(server.database().dataSource())
                .sql(sql)
                .query(UUID.class)
                .single()
                .toString();
    }

    private static void run(String sql) {
        JdbcClient.create(server.database().dataSource()).sql(sql).update();
    }
}

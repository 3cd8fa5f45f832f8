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
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A purchase that was released, one that is billed anew, one that failed and one that is open; and one fault after the other
 * planted into them.
 */
class PurchaseFaultsTest {
    private static final String COMMIT = "a_commit_is_there_once_its_purchase_is_released";
    private static final String VOID = "the_invoice_of_a_failed_purchase_is_void";
    private static final String PRICE = "the_invoice_of_a_purchase_bills_its_price";
    private static final String ONE_OPEN = "one_purchase_of_a_kind_is_open_at_a_time";
    private static final String COUNTED = "a_purchase_counts_as_its_invoice_bills_it";
    private static final String BILLED_ONCE = "a_payment_for_a_commit_is_billed_once";
    private static final String SHOWN = "an_invoice_shows_what_became_of_its_delivery";
    private static final String OUTSIDE = "what_is_collected_outside_is_not_sent";

    private static TestServer server;

    @BeforeAll
    static void play() {
        server = TestServer.startedAt("2025-05-15T10:20:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        for (String outcome : new String[] {"PAID", "FAILED", "AGAIN", ""}) {
            AccountFixture.Customer customer = account.customer("c" + outcome);
            customer.contract("2025-05-01T00:00:00Z", customer.stripe(), """
                , 'spend_threshold_configuration': {'commit': {'product_id': '%s'}, 'is_enabled': true,
                  'payment_gate_config': {'payment_gate_type': 'EXTERNAL'}, 'threshold_amount': 1000}\
                """.formatted(account.fixedProduct));
            customer.use("t" + outcome, "2025-05-15T10:00:00Z", 1200);
        }
        server.advanceTo("2025-05-15T10:22:00Z");
        for (String outcome : new String[] {"PAID", "FAILED", "AGAIN"}) {
            String workflow = server.bean(JdbcClient.class)
                    .sql("""
                        SELECT w.id FROM payment_workflow w JOIN customer c ON c.id = w.customer_id WHERE c.name = :name
                        """)
                    .param("name", "c" + outcome)
                    .query(String.class)
                    .single();
            api.post(
                            "/v1/contracts/commits/threshold-billing/release",
                            "{'workflow_id': '%s', 'outcome': '%s'}"
                                    .formatted(workflow, outcome.equals("FAILED") ? "FAILED" : "PAID"))
                    .ok();
        }
        String again =
                server.bean(JdbcClient.class).sql("""
                    SELECT w.invoice_id FROM payment_workflow w JOIN customer c ON c.id = w.customer_id WHERE c.name = 'cAGAIN'
                    """).query(String.class).single();
        api.post("/v1/invoices/void", "{'id': '%s'}".formatted(again)).ok();
        api.post("/v1/invoices/regenerate", "{'id': '%s'}".formatted(again)).ok();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Planted fault(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    static Stream<Planted> faults() {
        return Stream.of(
                fault(
                        "UPDATE payment_workflow SET commit_id = gen_random_uuid() WHERE state = 'RELEASED'",
                        COMMIT,
                        PRICE),
                fault(
                        "UPDATE payment_workflow SET state = 'RELEASED', ended_at = now(), settle_at = NULL"
                                + " WHERE state = 'OPEN'",
                        COMMIT,
                        BILLED_ONCE),
                fault(
                        "UPDATE payment_workflow SET state = 'FAILED', outcome = 'FAILED' WHERE state = 'RELEASED'",
                        COMMIT,
                        VOID),
                fault(
                        "UPDATE payment_workflow SET state = 'OPEN', outcome = NULL, ended_at = NULL"
                                + " WHERE state = 'FAILED'",
                        VOID),
                fault("UPDATE tracked_purchase SET amount = amount + 1", COUNTED),
                fault("UPDATE payment_workflow SET invoice_amount = 1199 WHERE state = 'OPEN'", PRICE),
                fault(
                        "DROP INDEX payment_workflow_one_open; UPDATE payment_workflow w SET state = 'OPEN', ended_at"
                            + " = NULL, contract_id = o.contract_id, customer_id = o.customer_id FROM payment_workflow"
                            + " o WHERE o.state = 'OPEN' AND w.state = 'FAILED'",
                        ONE_OPEN,
                        PRICE),
                fault(
                        "UPDATE payment_workflow w SET gate_type = 'EXTERNAL'; UPDATE delivery SET state = 'PARKED'"
                                + " WHERE invoice_id IN (SELECT invoice_id FROM payment_workflow WHERE state = 'OPEN')",
                        OUTSIDE,
                        SHOWN),
                fault(
                        "UPDATE delivery SET state = 'PARKED'"
                                + " WHERE invoice_id IN (SELECT id FROM invoice WHERE regenerated_from IS NOT NULL)",
                        OUTSIDE,
                        SHOWN));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        Planted.assertCleanAndChecked(server, new PurchaseChecks());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }
}

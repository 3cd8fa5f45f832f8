package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Two who need the same rows at one moment take them in one order, so that none of them is broken off as a deadlock. */
class MeteringLocksTest extends MeteredServer {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private String aws;
    private String contract;

    @BeforeEach
    void a_contract_on_aws() {
        setUp("direct_to_billing_provider", """
            {'aws_region': 'us-east-1', 'aws_external_id': 'x',
             'aws_iam_role_arn': 'arn:aws:iam::123456789012:role/downbeat'}\
            """);
        aws = configuration(
                "direct_to_billing_provider",
                "{'aws_customer_id': 'acme-at-aws', 'aws_product_code': 'prod-1', 'aws_region': 'us-east-1'}");
        contract = contract(aws);
    }

    @AfterEach
    void end() {
        threads.close();
    }

    /** A draft is opened by whoever holds its contract, and archiving comes to the contract with the configuration in hand. */
    @Test
    void metering_begins_to_a_configuration_that_is_being_archived_without_waiting_for_it() throws Exception {
        try (Connection opening = server.database().connect()) {
            opening.setAutoCommit(false);
            run(opening, "SELECT FROM contract WHERE id = '" + contract + "' FOR SHARE");
            Future<Api.Answer> archived = threads.submit(() -> server.api()
                    .post("/v1/archiveCustomerBillingProviderConfigurations", """
                        {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
                        """.formatted(customer, aws)));
            LockWaits.await(server.database(), 1);
            // What the foreign key of a metered configuration does.
            run(opening, "SET lock_timeout = '5s'");
            run(opening, "SELECT FROM provider_configuration WHERE id = '" + aws + "' FOR KEY SHARE");
            opening.commit();
            archived.get(60, TimeUnit.SECONDS).ok();
        }
    }

    /** Whoever writes down that a record was refused holds its invoice's row, and then wakes the delivery. */
    @Test
    void voiding_comes_to_the_delivery_after_what_was_metered_as_the_outcome_of_a_record_does() throws Exception {
        server.advanceTo("2025-01-03T10:30:00Z");
        use("2025-01-03T10:15:00Z", 7);
        server.advanceTo("2025-02-02T01:00:00Z");
        String invoice = usageInvoice("2025-01-01").get("id").asString();
        try (Connection outcome = server.database().connect()) {
            outcome.setAutoCommit(false);
            run(outcome, "SELECT FROM metered_invoice WHERE invoice_id = '" + invoice + "' FOR NO KEY UPDATE");
            Future<Api.Answer> voided =
                    threads.submit(() -> server.api().post("/v1/invoices/void", "{'id': '" + invoice + "'}"));
            LockWaits.await(server.database(), 1);
            run(outcome, "SET lock_timeout = '5s'");
            run(outcome, "UPDATE delivery SET woken = true WHERE invoice_id = '" + invoice + "'");
            outcome.commit();
            voided.get(60, TimeUnit.SECONDS).ok();
        }
        assertThat(all("/downbeat/v1/deliveries?contract_id=" + contract)).hasSize(1);
    }

    /** Both would count else: the refund of the invoice before, and its cents for the one in its place. */
    @Test
    void a_refund_that_is_told_while_the_invoice_is_regenerated_counts() throws Exception {
        server.advanceTo("2025-01-03T10:30:00Z");
        use("2025-01-03T10:15:00Z", 7);
        server.advanceTo("2025-02-02T01:00:00Z");
        String invoice = usageInvoice("2025-01-01").get("id").asString();
        ok("/v1/invoices/void", "{'id': '" + invoice + "'}");
        server.settle();
        try (Connection refund = server.database().connect()) {
            refund.setAutoCommit(false);
            run(
                    refund,
                    "UPDATE delivery SET state = 'SENT', provider_ref = 'refund-1' WHERE state = 'PARKED' AND"
                            + " invoice_id = '"
                            + invoice + "'");
            Future<Api.Answer> regenerated =
                    threads.submit(() -> server.api().post("/v1/invoices/regenerate", "{'id': '" + invoice + "'}"));
            LockWaits.await(server.database(), 1);
            refund.commit();
            JsonNode again = regenerated.get(60, TimeUnit.SECONDS).ok();
            assertThat(JdbcClient.create(server.database().dataSource())
                            .sql("SELECT root_invoice_id = invoice_id FROM metered_invoice WHERE invoice_id ="
                                    + " :id::uuid")
                            .param("id", id(again))
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

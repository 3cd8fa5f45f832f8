package io.downbeat.invoicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.LockWaits;
import java.sql.Connection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataIntegrityViolationException;

/** What hangs on a contract, an invoice or a configuration is the same customer's, and the database says so. */
@Timeout(120)
class OneCustomersRowsTest extends InvoicesOnAServer {
    @Test
    void a_line_of_another_customer_than_its_invoices_is_refused() {
        acme.contract("2025-01-01T00:00:00Z");
        acme.use("one", "2025-01-01T05:00:00Z", 7);
        server.advanceTo("2025-02-02T00:00:00Z");

        refused("""
            INSERT INTO invoice_line SELECT (jsonb_populate_record(l, jsonb_build_object(
                'customer_id', '%s', 'position', 99))).* FROM invoice_line l
            """.formatted(account.customer("other").id()));
    }

    @Test
    void an_invoice_of_another_customer_than_its_contracts_is_refused() {
        acme.contract("2025-01-01T00:00:00Z");

        refused("""
            INSERT INTO invoice SELECT (jsonb_populate_record(i, jsonb_build_object(
                'customer_id', '%s', 'id', gen_random_uuid()))).* FROM invoice i
            """.formatted(account.customer("other").id()));
    }

    @Test
    void a_segment_or_an_invoice_that_names_another_customers_configuration_is_refused() {
        AccountFixture.Customer other = account.customer("other");
        acme.contract("2025-01-01T00:00:00Z");

        refused("""
            INSERT INTO provider_segment (customer_id, id, contract_id, provider_configuration_id, effective_at, created_at)
            SELECT customer_id, gen_random_uuid(), id, '%s', starting_at, created_at FROM contract
            """.formatted(other.stripe()));
        refused("UPDATE invoice SET segment_id = gen_random_uuid(), configuration_id = '" + other.stripe() + "'");
    }

    /** Archiving holds the configuration and waits for the contract; finalizing holds the contract and names the former. */
    @Test
    void finalizing_an_invoice_does_not_wait_for_the_archiving_of_its_configuration() throws Exception {
        acme.contract("2025-01-01T00:00:00Z");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection finalizing = server.database().connect();
                var sql = finalizing.createStatement()) {
            finalizing.setAutoCommit(false);
            sql.execute("SELECT FROM contract WHERE customer_id = '" + acme.id() + "' FOR SHARE");
            Future<Api.Answer> archived =
                    threads.submit(() -> api().post("/v1/archiveCustomerBillingProviderConfigurations", """
                        {"customer_id": "%s", "customer_billing_provider_configuration_ids": ["%s"]}\
                        """.formatted(
                                    acme.id(), acme.stripe())));
            LockWaits.await(server.database(), 1);

            sql.execute("UPDATE invoice SET segment_id = gen_random_uuid(), configuration_id = '" + acme.stripe()
                    + "' WHERE customer_id = '" + acme.id() + "'");
            finalizing.rollback();

            assertThat(archived.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    private void refused(String sql) {
        assertThatThrownBy(() -> database().sql(sql).update())
                .as(sql)
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("foreign key");
    }
}

package io.downbeat.invoicing.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.CapturedLog;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What finalizing says, and how often. */
class FinalizationLogTest {

    @Test
    void a_run_is_one_line_and_a_draft_that_is_set_aside_one_however_often_it_is_tried() throws Exception {
        try (TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
                CapturedLog log = new CapturedLog();
                var connection = server.database().connect();
                var statement = connection.createStatement()) {
            AccountFixture account = AccountFixture.setUp(server.api());
            List<AccountFixture.Customer> customers = new ArrayList<>();
            for (String name : List.of("one", "two", "three")) {
                AccountFixture.Customer customer = account.customer(name);
                customer.contract("2025-01-01T00:00:00Z");
                customers.add(customer);
            }
            statement.execute("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'planted'; END $$
                """);
            statement.execute("""
                CREATE TRIGGER refuse BEFORE UPDATE ON invoice FOR EACH ROW
                WHEN (NEW.status = 'FINALIZED' AND NEW.customer_id = '%s') EXECUTE FUNCTION refuse()
                """.formatted(customers.get(1).id()));

            server.advanceTo("2025-02-02T12:00:00Z");

            assertThat(log.lines(Level.WARN))
                    .filteredOn(line -> line.contains("could not be finalized"))
                    .hasSize(1);
            assertThat(log.lines(Level.INFO))
                    .filteredOn(line -> line.startsWith("finalized "))
                    .singleElement()
                    .asString()
                    .matches("finalized 2 invoices in \\d+\\.\\d s");

            statement.execute("DROP TRIGGER refuse ON invoice");
            server.advanceTo("2025-02-03T12:00:00Z");

            assertThat(log.lines(Level.INFO))
                    .filteredOn(line -> line.startsWith("finalized "))
                    .last()
                    .asString()
                    .startsWith("finalized 1 invoice in ");
        }
    }
}

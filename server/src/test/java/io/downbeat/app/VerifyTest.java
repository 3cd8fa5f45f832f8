package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code verify} as a process, while a server works on the same database. */
class VerifyTest {
    @TempDir
    Path folder;

    @Test
    void what_holds_is_exit_code_0_and_what_does_not_is_named_with_exit_code_1() throws IOException {
        try (Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
                TestServer server = TestServer.startedAt(
                        "2025-01-01T00:00:00Z", Map.of("DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe"))) {
            var acme = AccountFixture.setUp(server.api()).customer("acme");
            acme.contract("2025-01-01T00:00:00Z");
            acme.use("t1", "2025-01-01T05:00:00Z", 1250);
            server.advanceTo("2025-02-10T00:00:00Z");

            var whole = verify(server);
            assertThat(whole.exitCode()).as(whole.output()).isZero();
            assertThat(whole.output())
                    .contains("invoices", "balances", "deliveries", "history", "schedules", "metering")
                    .doesNotContain("an invoices total is the sum of its lines")
                    .contains("every invoice went to exactly one billing provider, exactly once")
                    .doesNotContain("\tat ");

            var each = verify(server, "--all");
            assertThat(each.output()).contains("an invoices total is the sum of its lines");

            var none = verify(server, "--from", "2030-01-01T00:00:00Z");
            assertThat(none.exitCode()).isZero();
            assertThat(none.output().strip()).isEqualTo("nothing to check: no invoice was finalized in this range");

            String invoice = acme.invoices().stream()
                    .filter(one -> one.get("status").stringValue().equals("FINALIZED"))
                    .findFirst()
                    .orElseThrow()
                    .get("id")
                    .stringValue();
            loseTheDelivery(server, invoice);

            var broken = verify(server);
            assertThat(broken.exitCode()).as(broken.output()).isEqualTo(1);
            assertThat(broken.output()).contains("invoice " + invoice).doesNotContain("exactly one billing provider");
        }
    }

    @Test
    void a_range_that_ends_no_later_than_it_begins_is_refused_with_exit_code_2() {
        for (String to : List.of("2025-01-31T23:59:59Z", "2025-02-01T01:00:00+01:00")) {
            var ended = ServerProcess.run(
                    "verify",
                    List.of("--data", folder.toString(), "--from", "2025-02-01T00:00:00Z", "--to", to),
                    Map.of());
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output().strip()).isEqualTo("downbeat: --to must be after --from");
        }
    }

    @Test
    void a_folder_without_a_database_is_one_sentence_and_exit_code_2() {
        var ended = ServerProcess.run("verify", List.of("--data", folder.toString()), Map.of());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().strip())
                .startsWith("downbeat: there is no database in")
                .hasLineCount(1);
    }

    private static ServerProcess.Ended verify(TestServer server, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--database-url", server.database().jdbcUrl()));
        arguments.addAll(List.of(more));
        return ServerProcess.run("verify", arguments, ServerProcess.withDatabase(server.database(), Map.of()));
    }

    /** As somebody would who owns the database. */
    private static void loseTheDelivery(TestServer server, String invoice) {
        JdbcClient.create(server.database().dataSource())
                .sql("""
                    SET session_replication_role = replica;
                    DELETE FROM delivery WHERE invoice_id = '%s'
                    """.formatted(invoice))
                .update();
    }
}

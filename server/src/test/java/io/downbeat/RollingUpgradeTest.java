package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.PreviousVersion;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.ThreadPerTask;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version before the newest migrations goes on working while a server of today starts beside it on the same database, as
 * in an upgrade that never stops: both take what comes, and a month end that both work on bills everything once.
 */
class RollingUpgradeTest {
    @Test
    void the_version_before_and_todays_work_side_by_side(@TempDir Path folder) throws Exception {
        Optional<String> previous = PreviousVersion.compiledIn(folder);
        Assumptions.assumeTrue(previous.isPresent(), "skipped: there is no history to take the previous version from");
        try (TestDatabase database = TestPostgres.fresh();
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
                ServerProcess before =
                        ServerProcess.serveOf(previous.get(), database, CrashTest.START, CrashTest.settings(sandbox))) {
            List<AccountFixture.Contract> contracts = CrashTest.contracts(before.api());
            // What it has read once, it reads through prepared statements from here on.
            contracts.forEach(AccountFixture.Contract::read);
            try (ServerProcess today = ServerProcess.serve(database, CrashTest.START, CrashTest.settings(sandbox))) {
                for (AccountFixture.Contract contract : contracts) {
                    for (Api api : List.of(before.api(), today.api())) {
                        everyday(api, contract);
                    }
                }
                CompletableFuture<Boolean> monthEnd = CompletableFuture.supplyAsync(
                        () -> CrashTest.advance(before, "2025-02-02T00:00:00Z", -1), ThreadPerTask.VIRTUAL);
                assertThat(CrashTest.advance(today, "2025-02-02T00:00:00Z", -1)).isTrue();
                assertThat(monthEnd.join()).isTrue();
                before.stop();
                today.api()
                        .post("/downbeat/v1/clock", "{'now': '2025-02-05T12:00:00Z'}")
                        .ok();
                CrashTest.compare(today.api(), contracts, sandbox, 0);
            }
        }
    }

    /** What an account does all day, through either of the two. */
    private static void everyday(Api api, AccountFixture.Contract contract) {
        var seen = new AccountFixture.Contract(api, contract.customer(), contract.id());
        assertThat(seen.read().get("id").stringValue()).isEqualTo(contract.id());
        api.post(
                        "/v2/contracts/edit",
                        "{'customer_id': '%s', 'contract_id': '%s', 'update_contract_name': 'Renamed %d'}"
                                .formatted(contract.customer().id(), contract.id(), api.hashCode()))
                .ok();
        api.get("/v1/customers/" + contract.customer().id() + "/invoices?status=DRAFT")
                .ok();
    }
}

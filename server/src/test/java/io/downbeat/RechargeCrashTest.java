package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Kills the real server process while it looks at thresholds, charges cards and releases commits, with a Stripe that loses
 * answers: every recharge is charged once and its commit is there once.
 */
class RechargeCrashTest {
    private static final int CUSTOMERS = 12;
    private static final int KILLS_EACH = 4;
    private static final Instant START = Instant.parse("2025-05-15T10:20:00Z");

    @Test
    void a_recharge_is_charged_once_and_never_lost_after_kill_upon_kill() throws IOException {
        long seed = Long.getLong("downbeat.crash.seed", 20250515L);
        var random = new Random(seed);
        try (TestDatabase database = TestPostgres.migrated();
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system())) {
            ServerProcess server = ServerProcess.serve(database, START.toString(), CrashTest.settings(sandbox));
            try {
                List<AccountFixture.Contract> contracts = contracts(server.api());
                CrashTest.faults(sandbox, seed);
                for (int round = 1; round <= 2; round++) {
                    String before = START.plusSeconds(round * 3600L).toString();
                    String looked = START.plusSeconds(round * 3600L + 120).toString();
                    CrashTest.advance(server, before, -1);
                    use(server.api(), contracts, round, before);
                    for (int kill = 0; kill < KILLS_EACH; kill++) {
                        CrashTest.advance(server, looked, 20 + random.nextInt(700));
                        server = ServerProcess.serve(database, START.toString(), CrashTest.settings(sandbox));
                    }
                    assertThat(CrashTest.advance(server, looked, -1)).isTrue();
                }
                sandbox.clearFaults();
                sandbox.deliverDelayed();
                // Long enough for every retry and quiet time, and not so long that nobody waits any more.
                CrashTest.advance(server, START.plusSeconds(20 * 3600).toString(), -1);
                for (int i = 0; i < CUSTOMERS; i++) {
                    compare(server.api(), contracts.get(i), used(1, i) + used(2, i), sandbox, seed);
                }
                JsonNode verdict = server.api()
                        .post("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}")
                        .ok();
                assertThat(verdict.get("ok").booleanValue())
                        .as("verify, seed %d: %s", seed, verdict)
                        .isTrue();
            } finally {
                server.close();
            }
        }
    }

    private static long used(int round, int customer) {
        return 1_000L * round + customer;
    }

    private static List<AccountFixture.Contract> contracts(Api api) {
        AccountFixture account = AccountFixture.setUp(api);
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> {
                    AccountFixture.Customer customer = account.customer("good_crash" + i);
                    return customer.contract("2025-05-01T00:00:00Z", customer.stripe(), """
                        , 'spend_threshold_configuration': {'commit': {'product_id': '%s', 'name': 'Top-up'},
                          'is_enabled': true, 'threshold_amount': 1000, 'payment_gate_config': {'payment_gate_type': 'STRIPE',
                            'stripe_config': {'payment_type': '%s'}}}\
                        """.formatted(
                                    account.fixedProduct, i % 2 == 0 ? "INVOICE" : "PAYMENT_INTENT"));
                })
                .toList();
    }

    private static void use(Api api, List<AccountFixture.Contract> contracts, int round, String at) {
        for (int i = 0; i < CUSTOMERS; i++) {
            AccountFixture.Customer of = contracts.get(i).customer();
            new AccountFixture.Customer(api, of.account(), of.name(), of.id(), of.stripe(), of.otherStripe(), of.aws())
                    .use("crash-" + round + "-" + i, at, used(round, i));
        }
    }

    private static void compare(Api api, AccountFixture.Contract of, long used, Sandbox sandbox, long seed) {
        String name = of.customer().name() + ", seed " + seed;
        List<JsonNode> commits = new ArrayList<>();
        new AccountFixture.Contract(api, of.customer(), of.id())
                .read()
                .get("commits")
                .forEach(commits::add);
        BigDecimal bought = commits.stream()
                .map(commit ->
                        commit.at("/access_schedule/schedule_items/0/amount").decimalValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(bought).as("commits of " + name).isEqualByComparingTo(BigDecimal.valueOf(used));
        List<LedgerEntry> payments = sandbox.ledger().stream()
                .filter(entry -> entry.provider().equals("stripe")
                        && entry.kind().equals("payment")
                        && ("cus_" + of.customer().name()).equals(entry.customer())
                        && entry.amount() > 0)
                .toList();
        assertThat(payments).as("payments of " + name).hasSameSizeAs(commits);
        assertThat(payments.stream().mapToLong(LedgerEntry::amount).sum())
                .as("paid by " + name)
                .isEqualTo(used);
    }
}

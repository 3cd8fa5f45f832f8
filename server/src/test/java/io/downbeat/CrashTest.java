package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.ThreadPerTask;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Kills the real server process while it finalizes and delivers, again and again, with providers that lose answers, and
 * compares what the providers hold with the invoices: nothing missing, nothing doubled.
 */
class CrashTest {
    private static final int CUSTOMERS = 16;
    private static final int KILLS_EACH = 4;

    /** Hours are what takes time here, so there are as few of them as two invoices of each contract need. */
    static final String START = "2025-01-29T00:00:00Z";

    /** The instants at which work is thick: an hour that is metered, the end of a month, and that of all contracts. */
    private static final List<String> THICK =
            List.of("2025-01-29T01:05:00Z", "2025-02-02T00:00:00Z", "2025-02-04T00:00:00Z");

    @Test
    void nothing_is_missing_or_doubled_after_kill_upon_kill() throws IOException {
        long seed = Long.getLong("downbeat.crash.seed", 20250601L);
        var random = new Random(seed);
        try (TestDatabase database = TestPostgres.migrated();
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system())) {
            ServerProcess server = ServerProcess.serve(database, START, settings(sandbox));
            try {
                List<AccountFixture.Contract> contracts = contracts(server.api());
                faults(sandbox, seed);
                for (String thick : THICK) {
                    advance(server, Instant.parse(thick).minusSeconds(1).toString(), -1);
                    for (int kill = 0; kill < KILLS_EACH; kill++) {
                        advance(server, thick, 20 + random.nextInt(700));
                        server = ServerProcess.serve(database, START, settings(sandbox));
                    }
                    assertThat(advance(server, thick, -1)).isTrue();
                }
                sandbox.clearFaults();
                sandbox.deliverDelayed();
                // Long enough for every retry, quiet time and reconcile to come to its end.
                server.api()
                        .post("/downbeat/v1/clock", "{'now': '2025-02-05T12:00:00Z'}")
                        .ok();
                compare(server.api(), contracts, sandbox, seed);
            } finally {
                server.close();
            }
        }
    }

    static Map<String, String> settings(Sandbox sandbox) {
        return Map.of(
                "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws",
                "DOWNBEAT_DELIVERY_LEASE", "PT15S");
    }

    static List<AccountFixture.Contract> contracts(Api api) {
        AccountFixture account = AccountFixture.setUp(api);
        List<AccountFixture.Contract> contracts = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            AccountFixture.Customer customer = account.customer("crash" + i);
            String configuration =
                    i % 4 == 3 ? customer.aws() : i % 2 == 0 ? customer.stripe() : customer.otherStripe();
            contracts.add(customer.contract(START, configuration, ", 'ending_before': '2025-02-03T00:00:00Z'"));
            customer.use("t-jan-" + i, START, 1_000 + i);
        }
        return contracts;
    }

    /** A fifth of all calls goes wrong in one way or another, repeatably. */
    static void faults(Sandbox sandbox, long seed) {
        List<Fault> faults = new ArrayList<>();
        for (String fault :
                List.of("drop_before", "apply_then_drop", "server_error", "server_error_after", "rate_limited")) {
            faults.add(Fault.of("stripe", "*", fault).probability(0.04, seed + faults.size()));
        }
        faults.add(Fault.of("aws", "batch_meter_usage", "apply_then_drop").probability(0.1, seed + 50));
        faults.add(Fault.of("aws", "batch_meter_usage", "throttled").probability(0.1, seed + 51));
        sandbox.setFaults(faults);
    }

    /** @return whether the advance was answered; with a delay the server is killed after so many milliseconds */
    static boolean advance(ServerProcess server, String target, int killAfterMillis) {
        Api api = server.api();
        CompletableFuture<Void> advance = CompletableFuture.runAsync(
                () -> api.post("/downbeat/v1/clock", "{'now': '" + target + "'}")
                        .ok(),
                ThreadPerTask.VIRTUAL);
        if (killAfterMillis >= 0) {
            LockSupport.parkNanos(killAfterMillis * 1_000_000L);
            server.kill();
        }
        try {
            advance.join();
            return server.isAlive();
        } catch (CompletionException cutOff) {
            if (server.isAlive()) {
                throw cutOff;
            }
            return false;
        }
    }

    static void compare(Api api, List<AccountFixture.Contract> contracts, Sandbox sandbox, long seed) {
        Map<String, List<LedgerEntry>> charged = new HashMap<>();
        sandbox.ledger().stream()
                .filter(entry -> entry.provider().equals("stripe") && entry.charged())
                .forEach(entry -> charged.computeIfAbsent(entry.reference(), key -> new ArrayList<>())
                        .add(entry));
        for (AccountFixture.Contract of : contracts) {
            var contract = new AccountFixture.Contract(api, of.customer(), of.id());
            List<JsonNode> deliveries = contract.deliveries();
            assertThat(deliveries)
                    .as("deliveries of %s, seed %d", of.customer().name(), seed)
                    .hasSize(2);
            for (JsonNode delivery : deliveries) {
                assertThat(delivery.get("state").stringValue())
                        .as("seed %d: %s", seed, delivery)
                        .isIn("SENT", "CONFIRMED");
                if (delivery.get("billing_provider").stringValue().equals("stripe")) {
                    JsonNode invoice = api.get("/v1/customers/" + of.customer().id() + "/invoices/"
                                    + delivery.get("invoice_id").stringValue())
                            .ok()
                            .get("data");
                    List<LedgerEntry> held =
                            charged.getOrDefault(delivery.get("id").stringValue(), List.of());
                    assertThat(held)
                            .as("what Stripe holds of %s, seed %d", delivery, seed)
                            .hasSize(1);
                    assertThat(held.getFirst().amount())
                            .isEqualTo(invoice.get("total").decimalValue().longValueExact());
                }
            }
        }
        metered(contracts, sandbox, seed);
        JsonNode verdict = api.post(
                        "/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2026-01-01T00:00:00Z'}")
                .ok();
        assertThat(verdict.get("ok").booleanValue())
                .as("verify, seed %d: %s", seed, verdict)
                .isTrue();
    }

    /** January's usage of a metered customer, to the cent, and inside January. */
    private static void metered(List<AccountFixture.Contract> contracts, Sandbox sandbox, long seed) {
        for (int i = 3; i < contracts.size(); i += 4) {
            String customer = "aws-crash" + i;
            List<LedgerEntry> slots = sandbox.ledger().stream()
                    .filter(entry ->
                            entry.provider().equals("aws") && entry.customer().equals(customer))
                    .toList();
            assertThat(slots.stream().mapToLong(LedgerEntry::amount).sum())
                    .as("metered of %s, seed %d", customer, seed)
                    .isEqualTo(1_000 + i);
            assertThat(slots)
                    .allSatisfy(slot -> assertThat(slot.slot().hour())
                            .isBetween(Instant.parse(START), Instant.parse("2025-01-31T23:00:00Z")));
        }
    }
}

package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import io.downbeat.testing.ThreadPerTask;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Freezes a server in the middle of a month end for longer than its leases: another takes its work up, and what it still
 * wants to send and write when it goes on is not sent and written a second time.
 */
class FrozenServerTest {
    /** The shortest lease there is, and as much again. */
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(20);

    private static final String MONTH_END = "2025-02-02T00:00:00Z";

    @Test
    void another_takes_its_work_up_and_nothing_is_missing_or_doubled_when_it_goes_on() throws IOException {
        long seed = Long.getLong("downbeat.crash.seed", 20250602L);
        var random = new Random(seed);
        try (TestDatabase database = TestPostgres.migrated();
                Sandbox sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
                ServerProcess frozen = ServerProcess.serve(database, CrashTest.START, CrashTest.settings(sandbox));
                ServerProcess other = ServerProcess.serve(database, CrashTest.START, CrashTest.settings(sandbox))) {
            List<AccountFixture.Contract> contracts = CrashTest.contracts(frozen.api());
            CompletableFuture<Void> advance = CompletableFuture.runAsync(
                    () -> frozen.api()
                            .post("/downbeat/v1/clock", "{'now': '" + MONTH_END + "'}")
                            .ok(),
                    ThreadPerTask.VIRTUAL);
            LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(900)).toNanos());
            frozen.freeze();
            try {
                CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(
                        () -> CrashTest.advance(other, MONTH_END, -1), ThreadPerTask.VIRTUAL);
                LockSupport.parkNanos(LONGER_THAN_A_LEASE.toNanos());
                assertThat(taken.join()).isTrue();
            } finally {
                frozen.thaw();
            }
            advance.handle((answered, failed) -> null).join();
            assertThat(frozen.isAlive()).isTrue();
            other.api()
                    .post("/downbeat/v1/clock", "{'now': '2025-02-05T12:00:00Z'}")
                    .ok();
            CrashTest.compare(frozen.api(), contracts, sandbox, seed);
        }
    }
}

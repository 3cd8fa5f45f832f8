package io.downbeat.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.CustomerId;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose hours were written is told once, a minute later, whoever listens. */
class UsageArrivedTest {

    @Test
    void whose_hours_were_written_is_told_once_within_a_minute() {
        try (TestServer server = TestServer.startedAt("2025-01-02T00:00:00Z")) {
            AccountFixture account = AccountFixture.setUp(server.api());
            AccountFixture.Customer often = account.customer("often");
            AccountFixture.Customer once = account.customer("once");
            server.settle();
            often.use("t-1", "2025-01-01T10:00:00Z", 1);
            often.use("t-2", "2025-01-01T11:00:00Z", 1);
            once.use("t-3", "2025-01-01T12:00:00Z", 1);
            // Counts nothing: it was there before.
            once.use("t-3", "2025-01-01T12:00:00Z", 1);
            TellUsage telling = server.bean(TellUsage.class);
            ArrivalStore arrivals = server.bean(ArrivalStore.class);
            assertThat(telling.nextDue()).contains(Instant.parse("2025-01-02T00:01:00Z"));

            List<Long> rows = server.bean(JdbcClient.class)
                    .sql("SELECT count(*) FROM usage_arrival")
                    .query(Long.class)
                    .list();
            assertThat(rows).containsExactly(3L);
            assertThat(arrivals.take(Instant.parse("2025-01-01T23:59:59Z"), 10).writes())
                    .isZero();
            ArrivalStore.Taken taken = arrivals.take(Instant.parse("2025-01-02T00:00:00Z"), 10);
            assertThat(taken.writes()).isEqualTo(3);
            assertThat(taken.customers())
                    .containsExactlyInAnyOrder(
                            new CustomerId(UUID.fromString(often.id())), new CustomerId(UUID.fromString(once.id())));
            assertThat(telling.nextDue()).isEmpty();
        }
    }
}

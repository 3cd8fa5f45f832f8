package io.downbeat.delivery.engine.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downbeat.delivery.engine.Engine;
import io.downbeat.delivery.engine.FakeProvider;
import io.downbeat.outbound.AccountName;
import io.downbeat.outbound.Throughput;
import io.downbeat.platform.db.Rows;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private final TestDatabase database = TestPostgres.migrated();
    private final Engine.Clock clock = new Engine.Clock();
    private final FakeProvider provider = new FakeProvider();
    private final Engine engine = new Engine(database, provider, clock);
    private final Forecast forecast = new Forecast(engine.sql, engine.accounts, engine.routes, clock);

    private long now;

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void an_unmeasured_queue_is_through_at_the_providers_pace() {
        provider.pace = 16;
        engine.add("a", null, 100);
        engine.add("b", null, 1);

        assertThat(forecast.lines()).hasSize(2);
        Forecast.Line line = forecast.lines().getFirst();
        assertThat(line.accountKey()).isEqualTo("a");
        assertThat(line.account()).isEqualTo("a (delivery method " + Engine.method("a") + ")");
        assertThat(line.billingProvider()).isEqualTo("stripe");
        assertThat(line.queued()).isEqualTo(100);
        assertThat(line.heldBack()).isZero();
        assertThat(line.callsPerSecond()).isEqualByComparingTo(BigDecimal.valueOf(16));
        assertThat(line.deliveriesPerSecond()).isEqualByComparingTo(BigDecimal.valueOf(2));
        assertThat(line.oldestDueAt()).isEqualTo(clock.now);
        assertThat(line.throughAt()).isEqualTo(clock.now.plusSeconds(50));
        assertThat(line.reason()).isNull();
    }

    @Test
    void what_was_measured_counts_more_than_the_pace() {
        provider.pace = 100_000;
        engine.add("a", null, 20);
        engine.run();
        engine.add("a", null, 10);

        Forecast.Line line = forecast.lines().getFirst();
        assertThat(line.deliveriesPerSecond()).isLessThanOrEqualTo(BigDecimal.valueOf(20));
        assertThat(line.throughAt()).isAfterOrEqualTo(clock.now.plusMillis(500));
    }

    @Test
    void behind_an_open_circuit_nobody_can_say_and_the_reason_tells_the_way_out() {
        provider.keysAreWrong = true;
        engine.add("a", null, 30);
        engine.run();

        Forecast.Line line = forecast.lines().getFirst();
        assertThat(line.queued()).isEqualTo(30);
        assertThat(line.heldBack()).isEqualTo(30);
        assertThat(line.throughAt()).isNull();
        assertThat(line.reason()).contains("wrong key", "/credentials");
    }

    @Test
    void what_is_due_later_ends_the_queue_no_earlier() {
        provider.pace = 16;
        engine.add("a", null, 2);
        engine.sql
                .sql("UPDATE delivery SET state = 'RETRY_WAIT', next_attempt_at = :later")
                .param("later", Rows.at(clock.now.plus(Duration.ofHours(3))))
                .update();

        assertThat(forecast.lines().getFirst().throughAt())
                .isEqualTo(clock.now.plus(Duration.ofHours(3)).plusMillis(500));
    }

    @Test
    void an_account_is_named_as_people_know_it() {
        String key = "[\"stripe\",\"direct_to_billing_provider\",\"acct_1\"]";
        engine.add(key, null);

        Forecast.Line line = forecast.lines().getFirst();
        assertThat(line.account()).isEqualTo("stripe acct_1 (delivery method " + Engine.method(key) + ")");
        assertThat(line.accountKey()).isEqualTo(key);
        assertThat(AccountName.of("[\"aws_marketplace\",\"tackle\",\"prod-1\"]", null))
                .isEqualTo("aws_marketplace tackle prod-1");
    }

    @Test
    void nothing_queued_is_no_line() {
        engine.add("a", null, 3);
        engine.run();
        assertThat(forecast.lines()).isEmpty();
    }

    @Test
    void throughput_is_of_the_last_minute_and_needs_five() {
        Throughput done = new Throughput(() -> now);
        for (int i = 0; i < 4; i++) {
            done.add();
        }
        assertThat(done.perSecond()).isEmpty();
        now += 9_000_000_000L;
        done.add();
        assertThat(done.perSecond().orElseThrow()).isCloseTo(0.5, within(1e-9));
        now += 50_999_999_999L;
        assertThat(done.perSecond()).isPresent();
        now += 1;
        assertThat(done.perSecond()).as("the first four are a minute old").isEmpty();
    }
}

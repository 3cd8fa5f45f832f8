package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.outbound.RateLimiter;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers that send to one account stay together within what the account takes. */
class SharedAccountTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestDatabase database = TestPostgres.migrated();
    private final Engine.Clock clock = new Engine.Clock();
    private final FakeProvider provider = new FakeProvider();
    private final Engine engine = new Engine(database, provider, clock);
    private long nanos;

    @AfterEach
    void close() {
        engine.close();
        database.close();
    }

    @Test
    void places_are_counted_over_all_servers() {
        engine.add("acct", null, 5);
        engine.add("other", null, 1);

        List<Claim> first = claim("first", 2);

        assertThat(first).hasSize(2);
        assertThat(claim("second", 2)).as("both places are taken").isEmpty();
        assertThat(claim("second", 3)).as("a third place").hasSize(1);
        assertThat(engine.transactions.in(() -> engine.claims.claim(
                        "second", List.of(new ClaimStore.Room("other", 1, OptionalInt.of(1))), clock.now)))
                .as("another account's places are its own")
                .hasSize(1);
    }

    @Test
    void a_dead_servers_places_come_back_with_its_leases() {
        engine.add("acct", null, 5);
        claim("dead", 2);
        assertThat(claim("second", 2)).isEmpty();

        engine.endLeases();
        engine.claims.endLeases(clock.now);

        assertThat(claim("second", 2)).hasSize(2);
    }

    @Test
    void whoever_holds_deliveries_of_an_account_is_seen_by_the_others_and_not_by_itself() {
        engine.add("acct", null, 5);
        engine.add("other", null, 5);
        claim("first", 2);

        assertThat(engine.claims.elsewhere("second"))
                .containsExactly(new ProviderAccounts.OtherServer("acct", "first"));
        assertThat(engine.claims.elsewhere("first")).isEmpty();
    }

    @Test
    void the_pace_is_divided_by_those_who_send_and_by_nobody_who_stopped_five_seconds_ago() {
        ProviderAccounts accounts = new ProviderAccounts(engine.circuits, () -> nanos);
        provider.pace = 20;
        var first = new ProviderAccounts.OtherServer("acct", "first");
        var second = new ProviderAccounts.OtherServer("acct", "second");
        RateLimiter known = of(accounts, "acct").limiter();
        RateLimiter elsewhere = of(accounts, "other").limiter();
        assertThat(gap(known)).isEqualTo(SECOND / 20);

        accounts.sharedWith(List.of(first));
        assertThat(gap(known)).isEqualTo(SECOND / 10);
        assertThat(gap(elsewhere)).as("another account").isEqualTo(SECOND / 20);
        assertThat(known.pace()).as("of the account").isEqualTo(20);

        nanos += 3 * SECOND;
        accounts.sharedWith(List.of(second));
        assertThat(gap(known)).isEqualTo(3 * SECOND / 20);

        nanos += 2 * SECOND;
        accounts.sharedWith(List.of());
        assertThat(gap(known)).as("exactly five seconds ago").isEqualTo(3 * SECOND / 20);
        nanos += 1;
        accounts.sharedWith(List.of());
        assertThat(gap(known)).as("longer ago").isEqualTo(SECOND / 10);
        nanos += 3 * SECOND;
        accounts.sharedWith(List.of());
        assertThat(gap(known)).isEqualTo(SECOND / 20);
    }

    @Test
    void an_account_met_for_the_first_time_is_shared_from_the_first_request_on() {
        ProviderAccounts accounts = new ProviderAccounts(engine.circuits, () -> nanos);
        provider.pace = 20;
        accounts.sharedWith(List.of(new ProviderAccounts.OtherServer("acct", "first")));

        assertThat(gap(of(accounts, "acct").limiter())).isEqualTo(SECOND / 10);
    }

    @Test
    void a_server_that_begins_beside_another_sees_it_before_its_first_request() {
        provider.pace = 80;
        engine.add("acct", null, 4);
        claim("first", 3);

        engine.run();

        assertThat(of(engine.accounts, "acct").limiter().free(1024))
                .as("as many as use up half of the pace")
                .isEqualTo(50);
    }

    private ProviderAccount of(ProviderAccounts accounts, String account) {
        return new ClaimRooms(accounts).of(AccountKey.alone(account), provider);
    }

    private List<Claim> claim(String owner, int atOnce) {
        return engine.transactions.in(() -> engine.claims.claim(
                owner, List.of(new ClaimStore.Room("acct", 10, OptionalInt.of(atOnce))), clock.now));
    }

    /** Between two places of a account, once what it saved up is used. */
    private static long gap(RateLimiter limiter) {
        long last = limiter.reserve();
        while (last == 0) {
            last = limiter.reserve();
        }
        return limiter.reserve() - last;
    }
}

package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.callers.Role;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The console's sessions and its door. */
class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T09:00:00Z");

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private final Sessions sessions = server.bean(Sessions.class);
    private final ApiTokens tokens = server.bean(ApiTokens.class);
    private final SignIn door = new SignIn(tokens, sessions);

    @Test
    void a_session_is_found_by_its_text_of_which_only_the_hash_is_kept() {
        String text = sessions.open(ApiTokens.FIRST, NOW);
        Session session = sessions.find(text, NOW).orElseThrow();
        assertThat(session.caller()).isEqualTo(ApiTokens.FIRST);
        assertThat(session.made(session.formToken())).isTrue();
        assertThat(session.made("forged")).isFalse();
        assertThat(session.formToken()).isNotEqualTo(text);
        assertThat(sessions.find("another", NOW)).isEmpty();
        assertThat(server.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM console_session WHERE id_sha256 = :hash")
                        .param("hash", TokenText.hash(text).bytes())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_blank_token_signs_nobody_in_whatever_the_setting_is() {
        for (String blank : new String[] {"", " "}) {
            ApiTokens ofBlank = new ApiTokens(
                    server.bean(TokenStore.class),
                    server.bean(TokenUses.class),
                    server.bean(Transactions.class),
                    server.bean(Ids.class),
                    new AccessSettings(blank, () -> NOW, false));
            assertThat(new SignIn(ofBlank, sessions).signIn(blank, "192.0.2.77", NOW))
                    .isEqualTo(new SignIn.Result.WrongToken());
            assertThat(ofBlank.find(blank)).isEmpty();
        }
    }

    @Test
    void it_ends_after_half_an_hour_without_use_and_after_twelve_hours_with() {
        String idle = sessions.open(ApiTokens.FIRST, NOW);
        assertThat(sessions.find(idle, NOW.plus(Sessions.IDLE).minusSeconds(1))).isPresent();
        assertThat(sessions.find(idle, NOW.plus(Sessions.IDLE.multipliedBy(2)).minusSeconds(2)))
                .as("using it keeps it")
                .isPresent();
        assertThat(sessions.find(idle, NOW.plus(Sessions.IDLE.multipliedBy(3)))).isEmpty();

        String busy = sessions.open(ApiTokens.FIRST, NOW);
        Instant later = NOW;
        while (later.isBefore(NOW.plus(Sessions.LONGEST))) {
            assertThat(sessions.find(busy, later)).as("%s", later).isPresent();
            later = later.plus(Duration.ofMinutes(20));
        }
        assertThat(sessions.find(busy, NOW.plus(Sessions.LONGEST))).isEmpty();
    }

    @Test
    void looking_is_no_use_so_a_page_that_reads_itself_again_keeps_nobody_signed_in() {
        String text = sessions.open(ApiTokens.FIRST, NOW);
        Instant near = NOW.plus(Sessions.IDLE).minusSeconds(1);
        assertThat(sessions.look(text, near)).isPresent();
        assertThat(sessions.look(text, NOW.plus(Sessions.IDLE))).isEmpty();
    }

    @Test
    void it_ends_when_it_is_closed_and_when_its_token_is_revoked() {
        String closed = sessions.open(ApiTokens.FIRST, NOW);
        sessions.close(closed);
        assertThat(sessions.find(closed, NOW)).isEmpty();

        NewToken made = tokens.create("desk", Role.READ_ONLY);
        String session = sessions.open(made.token().caller(), NOW);
        assertThat(sessions.find(session, NOW).orElseThrow().caller().role()).isEqualTo(Role.READ_ONLY);
        tokens.revoke(made.token().id());
        assertThat(sessions.find(session, NOW)).isEmpty();
    }

    @Test
    void a_session_is_no_token_of_the_api() {
        assertThat(tokens.find(sessions.open(ApiTokens.FIRST, NOW))).isEmpty();
    }

    @Test
    void five_wrong_tokens_in_a_minute_make_an_address_wait_and_no_other() {
        for (int i = 0; i < SignIn.TRIES; i++) {
            assertThat(door.signIn("wrong", "192.0.2.1", NOW.plusSeconds(i))).isEqualTo(new SignIn.Result.WrongToken());
        }
        assertThat(door.signIn(TestServer.TOKEN, "192.0.2.1", NOW.plusSeconds(10)))
                .as("a right one too, or guessing would go on")
                .isEqualTo(new SignIn.Result.TooManyTries(Duration.ofSeconds(50)));
        assertThat(door.signIn(TestServer.TOKEN, "192.0.2.2", NOW.plusSeconds(10)))
                .isInstanceOf(SignIn.Result.SignedIn.class);
        assertThat(door.signIn(TestServer.TOKEN, "192.0.2.1", NOW.plusSeconds(60)))
                .isInstanceOf(SignIn.Result.SignedIn.class);
    }

    @Test
    void signing_in_ends_the_count_and_an_ipv6_network_counts_as_one_address() {
        for (int i = 0; i < 20; i++) {
            assertThat(door.signIn(i % 4 == 3 ? TestServer.TOKEN : "wrong", "192.0.2.3", NOW))
                    .isNotInstanceOf(SignIn.Result.TooManyTries.class);
        }
        for (int i = 0; i < SignIn.TRIES; i++) {
            door.signIn("wrong", "2001:db8:1:2::" + i, NOW);
        }
        assertThat(door.signIn("wrong", "2001:db8:1:2:ffff::1", NOW)).isInstanceOf(SignIn.Result.TooManyTries.class);
        assertThat(door.signIn("wrong", "2001:db8:1:3::1", NOW)).isInstanceOf(SignIn.Result.WrongToken.class);
    }

    @Test
    void addresses_without_end_use_up_no_memory() {
        for (int i = 0; i < SignIn.MOST_ADDRESSES + 100; i++) {
            door.signIn("wrong", "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), NOW);
        }
        assertThat(door.counted()).isEqualTo(SignIn.MOST_ADDRESSES);
    }
}

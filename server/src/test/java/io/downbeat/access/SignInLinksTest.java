package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Links that sign in once. */
class SignInLinksTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private final Sessions sessions = server.bean(Sessions.class);
    private Instant now = Instant.parse("2026-01-01T09:00:00Z");

    private SignInLinks links(boolean isSimulation) {
        InstantSource realTime = () -> now;
        return new SignInLinks(
                sessions,
                server.bean(Transactions.class),
                new AccessSettings(TestServer.TOKEN, realTime, isSimulation));
    }

    private static String code(SignInLink link) {
        return link.path().substring(SignInLink.PAGES.length());
    }

    @Test
    void a_link_opens_a_session_of_whoever_made_it_once() {
        SignInLinks links = links(true);
        String code = code(links.make(ApiTokens.FIRST));
        assertThat(links.isLive(code)).isTrue();
        assertThat(links.isLive(code)).as("looking does not use it").isTrue();
        String session = links.open(code).orElseThrow();
        assertThat(sessions.find(session, now).orElseThrow().caller()).isEqualTo(ApiTokens.FIRST);
        assertThat(links.isLive(code)).isFalse();
        assertThat(links.open(code)).isEmpty();
    }

    @Test
    void it_lives_ten_minutes_of_real_time() {
        SignInLinks links = links(true);
        SignInLink link = links.make(ApiTokens.FIRST);
        assertThat(link.expiresAt()).isEqualTo(now.plus(SignInLinks.LIFE));
        now = link.expiresAt().minusMillis(1);
        assertThat(links.isLive(code(link))).isTrue();
        now = link.expiresAt();
        assertThat(links.isLive(code(link))).isFalse();
        assertThat(links.open(code(link))).isEmpty();
    }

    @Test
    void a_code_is_guessed_by_nobody_and_of_too_many_links_the_oldest_goes() {
        SignInLinks links = links(true);
        SignInLink first = links.make(ApiTokens.FIRST);
        assertThat(code(first)).hasSize(22);
        assertThat(links.isLive("x")).isFalse();
        SignInLink second = links.make(ApiTokens.FIRST);
        for (int i = 0; i < SignInLinks.MOST - 1; i++) {
            links.make(ApiTokens.FIRST);
        }
        assertThat(links.isLive(code(first))).isFalse();
        assertThat(links.isLive(code(second))).isTrue();
    }

    @Test
    void a_real_server_makes_none() {
        assertThatThrownBy(() -> links(false).make(ApiTokens.FIRST))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(409));
    }

    @Test
    void the_endpoint_answers_path_and_end_and_the_log_has_no_code() {
        JsonNode link = server.api().post("/downbeat/v1/signInLinks", "{}").ok().get("data");
        assertThat(link.get("path").stringValue()).startsWith("/console/sign-in/once/");
        assertThat(Instant.parse(link.get("expires_at").stringValue())).isAfter(Instant.now());
        assertThat(server.bean(JdbcClient.class)
                        .sql("SELECT after::text FROM audit_entry WHERE action = 'create_sign_in_link' AND after IS"
                                + " NOT NULL")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry)
                        .contains(ApiTokens.FIRST_NAME)
                        .doesNotContain(link.get("path").stringValue().substring(22)));
    }

    @Test
    void a_reader_makes_none_and_a_key_is_refused() {
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': 'reader', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        new Api(server.api().uri(), token)
                .post("/downbeat/v1/signInLinks", "{}")
                .refused(403);
        assertThat(server.api()
                        .post("/downbeat/v1/signInLinks", "{}", "Idempotency-Key", "k1")
                        .refused(400))
                .contains("Idempotency-Key");
    }
}

package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.callers.Caller;
import io.downbeat.platform.callers.Role;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** API tokens: made, shown once, used, revoked. */
class TokensTest {
    private static final String TOKENS = "/downbeat/v1/tokens";

    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    @Test
    void a_token_is_shown_once_and_only_its_hash_is_kept() {
        JsonNode made = made("ci", "admin");
        String text = made.get("token").stringValue();
        assertThat(text).matches("db_[A-Za-z0-9_-]{43}");
        JsonNode listed = listed(made.get("id").stringValue());
        assertThat(listed.propertyNames())
                .containsExactlyInAnyOrder("id", "name", "role", "created_at", "last_used_at", "revoked_at");
        assertThat(listed.get("name").stringValue()).isEqualTo("ci");
        assertThat(server.api().get(TOKENS).body()).doesNotContain(text);
        byte[] kept = database()
                .sql("SELECT token_sha256 FROM api_token WHERE name = 'ci'")
                .query(byte[].class)
                .single();
        assertThat(kept).isEqualTo(TokenText.hash(text).bytes());
    }

    @Test
    void a_revoked_token_opens_nothing_from_then_on() {
        JsonNode made = made("leaver", "admin");
        Api leaver = holder(made);
        leaver.get("/v1/customers").ok();
        String revoke = TOKENS + "/" + made.get("id").stringValue() + "/revoke";
        JsonNode revoked = server.api().post(revoke, "{}").ok().get("data");
        assertThat(revoked.get("revoked_at").isNull()).isFalse();
        assertThat(leaver.get("/v1/customers").refused(401)).contains("not valid");
        assertThat(server.api().post(revoke, "{}").ok().at("/data/revoked_at"))
                .as("asking again changes nothing")
                .isEqualTo(revoked.get("revoked_at"));
    }

    @Test
    void another_server_lets_a_revoked_token_in_for_some_seconds_at_most() {
        JsonNode made = made("elsewhere", "read_only");
        try (TestServer other = server.another(Map.of())) {
            Api there = new Api(other.api().uri(), made.get("token").stringValue());
            there.get("/v1/customers").ok();
            server.api()
                    .post(TOKENS + "/" + made.get("id").stringValue() + "/revoke", "{}")
                    .ok();
            eventually(
                    ApiTokens.REMEMBERED.plusSeconds(2),
                    () -> there.get("/v1/customers").status() == 401);
        }
    }

    @Test
    void a_use_is_written_down_beside_the_request() {
        JsonNode made = made("used", "read_only");
        String id = made.get("id").stringValue();
        assertThat(listed(id).get("last_used_at").isNull()).isTrue();
        holder(made).get("/v1/customers").ok();
        eventually(Duration.ofSeconds(10), () -> !listed(id).get("last_used_at").isNull());
    }

    @Test
    void the_token_of_the_setting_is_an_administrator_without_a_row() {
        assertThat(server.bean(ApiTokens.class).find(TestServer.TOKEN)).contains(ApiTokens.FIRST);
        assertThat(server.bean(ApiTokens.class).find("wrong")).isEmpty();
        assertThat(server.api()
                        .post(TOKENS + "/" + ApiTokens.FIRST.tokenId() + "/revoke", "{}")
                        .refused(400))
                .contains("setting");
    }

    @Test
    void a_caller_is_known_by_its_token() {
        JsonNode made = made("known", "ingest_only");
        Caller caller = server.bean(ApiTokens.class)
                .find(made.get("token").stringValue())
                .orElseThrow();
        assertThat(caller.name()).isEqualTo("known");
        assertThat(caller.role()).isEqualTo(Role.INGEST_ONLY);
        assertThat(caller.tokenId().toString()).isEqualTo(made.get("id").stringValue());
    }

    @Test
    void what_cannot_be_made_is_refused() {
        assertThat(server.api().post(TOKENS, "{'name': 'x', 'role': 'owner'}").refused(400))
                .contains("role");
        assertThat(server.api().post(TOKENS, "{'role': 'admin'}").refused(400)).contains("name");
        for (String taken : List.of("system", "DOWNBEAT_API_TOKEN")) {
            assertThat(server.api()
                            .post(TOKENS, "{'name': '%s', 'role': 'admin'}".formatted(taken))
                            .refused(400))
                    .as("nobody is to stand in the audit log as %s", taken)
                    .contains("name");
        }
        server.api()
                .post(TOKENS + "/00000000-0000-0000-0000-000000000001/revoke", "{}")
                .refused(404);
    }

    @Test
    void no_token_lies_in_the_table_of_idempotency_keys() {
        assertThat(server.api()
                        .post(TOKENS, "{'name': 'twice', 'role': 'admin'}", "Idempotency-Key", "for-a-token")
                        .refused(400))
                .contains("Idempotency-Key");
        assertThat(database()
                        .sql("SELECT count(*) FROM api_token WHERE name = 'twice'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** What counts is when it was asked: a machine that stalls after that makes no answer later than it is. */
    private static void eventually(Duration atMost, BooleanSupplier isSo) {
        long since = System.nanoTime();
        long asked = since;
        while (!isSo.getAsBoolean()) {
            assertThat(asked - since).isLessThan(atMost.toNanos());
            LockSupport.parkNanos(20_000_000);
            asked = System.nanoTime();
        }
    }

    private static Api holder(JsonNode made) {
        return new Api(server.api().uri(), made.get("token").stringValue());
    }

    private static JsonNode made(String name, String role) {
        return server.api()
                .post(TOKENS, "{'name': '%s', 'role': '%s'}".formatted(name, role))
                .ok()
                .get("data");
    }

    private static JsonNode listed(String id) {
        return server.api()
                .get(TOKENS + "?limit=100")
                .ok()
                .get("data")
                .valueStream()
                .filter(token -> token.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JdbcClient database() {
        return server.bean(JdbcClient.class);
    }
}

package io.downbeat.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import io.downbeat.testing.ThreadPerTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** {@code GET /v1/auditLogs}: rows U1 to U5 of the acceptance list, and the order that polling relies on. */
class AuditLogTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");

    private final Api api = server.api();

    @Test
    void the_last_token_asked_again_shows_what_came_since() {
        String start = end();
        List<String> made = List.of(customer("a"), customer("b"), customer("c"));
        JsonNode first = page("?limit=2&next_page=" + start);
        assertThat(resources(first)).containsExactlyElementsOf(made.subList(0, 2));
        JsonNode second = page("?limit=2&next_page=" + token(first));
        assertThat(resources(second)).containsExactly(made.get(2));
        JsonNode third = page("?limit=2&next_page=" + token(second));
        assertThat(resources(third)).isEmpty();
        String fourth = customer("d");
        assertThat(resources(page("?limit=2&next_page=" + token(third)))).containsExactly(fourth);
    }

    /** As the official clients page: the query of the first page again, with the token beside it. */
    @Test
    void a_client_that_says_the_filter_again_beside_the_token_gets_the_next_page() {
        String one = customer("one");
        api.post("/v1/customers/" + one + "/setName", "{'name': 'two'}").ok();
        String query =
                "?limit=1&sort=date_desc&starting_on=2025-01-01T00:00:00Z&resource_type=customer&resource_id=" + one;
        JsonNode first = page(query);
        JsonNode second = page(query + "&next_page=" + token(first));
        assertThat(first.at("/data/0/action").stringValue()).isEqualTo("change_name");
        assertThat(second.at("/data/0/action").stringValue()).isEqualTo("create_customer");
        assertThat(page(query + "&next_page=" + token(second)).get("data")).isEmpty();
    }

    @Test
    void what_does_not_go_together_is_refused() {
        String token = end();
        assertThat(api.get("/v1/auditLogs?starting_on=2025-01-01T00:00:00Z&next_page=" + token)
                        .refused(400))
                .contains("starting_on");
        for (String query : List.of(
                "?resource_id=x",
                "?resource_type=customer",
                "?limit=0",
                "?limit=101",
                "?sort=newest",
                "?resource_type=a%0Ab&resource_id=c",
                "?next_page=eA",
                "?next_page=" + token + "&sort=date_desc",
                "?next_page=" + token + "&resource_type=customer&resource_id=c")) {
            assertThat(api.get("/v1/auditLogs" + query).status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void a_refused_call_is_a_failure_with_its_message_and_without_a_resource() {
        api.post("/v1/customers", "{'name': 'Has it', 'ingest_aliases': ['taken']}")
                .ok();
        String start = end();
        String message = api.post("/v1/customers", "{'name': 'Wants it', 'ingest_aliases': ['taken']}")
                .refused(409);
        JsonNode entry = only(start);
        assertThat(entry.get("status").stringValue()).isEqualTo("failure");
        assertThat(entry.get("action").stringValue()).isEqualTo("create_customer");
        assertThat(entry.get("description").stringValue()).isEqualTo(message);
        assertThat(entry.has("resource_id")).isFalse();
    }

    @Test
    void an_entry_says_who_did_what_and_from_where() {
        String customer = customer("before");
        String start = end();
        Api.Answer answer =
                api.post("/v1/customers/" + customer + "/setName", "{'name': 'after'}", "User-Agent", "a test/1");
        answer.ok();
        JsonNode entry = only(start);
        assertThat(entry.get("action").stringValue()).isEqualTo("change_name");
        assertThat(entry.get("status").stringValue()).isEqualTo("success");
        assertThat(entry.get("resource_type").stringValue()).isEqualTo("customer");
        assertThat(entry.get("resource_id").stringValue()).isEqualTo(customer);
        assertThat(entry.at("/actor/name").stringValue()).isEqualTo("DOWNBEAT_API_TOKEN");
        assertThat(entry.at("/request/id").stringValue())
                .isEqualTo(
                        answer.response().headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(entry.at("/request/ip").stringValue()).isEqualTo("127.0.0.1");
        assertThat(entry.at("/request/user_agent").stringValue()).isEqualTo("a test/1");
        AuditEntry kept = server.bean(AuditLog.class)
                .page(AuditQuery.all(true).of(new AuditQuery.Resource("customer", customer)), 1)
                .getFirst();
        assertThat(kept.before()).hasToString("{\"name\":\"before\"}");
        assertThat(kept.after()).hasToString("{\"name\":\"after\"}");
        assertThat(kept.what().customerId()).hasToString(customer);
    }

    @Test
    void a_change_that_changes_nothing_leaves_no_entry() {
        String customer = customer("same");
        api.post("/v1/customers/archive", "{'id': '" + customer + "'}").ok();
        String start = end();
        api.post("/v1/customers/archive", "{'id': '" + customer + "'}").ok();
        api.post("/v1/customers/" + customer + "/setName", "{'name': 'same'}").ok();
        assertThat(resources(page("?next_page=" + start))).isEmpty();
    }

    @Test
    void a_replayed_key_leaves_no_second_entry_and_a_refusal_with_a_key_leaves_one() {
        String start = end();
        String[] good = {"Idempotency-Key", "audited"};
        api.post("/v1/customers", "{'name': 'keyed'}", good).ok();
        api.post("/v1/customers", "{'name': 'keyed'}", good).ok();
        String[] bad = {"Idempotency-Key", "audited and refused"};
        api.post("/v1/customers", "{'nom': 'keyed'}", bad).refused(400);
        api.post("/v1/customers", "{'nom': 'keyed'}", bad).refused(400);
        assertThat(page("?next_page=" + start).get("data").valueStream())
                .extracting(entry -> entry.get("status").stringValue())
                .containsExactly("success", "failure");
    }

    @Test
    void only_one_thing_or_only_some_time_can_be_asked_for_and_in_both_directions() {
        String one = customer("one");
        api.post("/v1/customers/" + one + "/setName", "{'name': 'uno'}").ok();
        customer("other");
        String of = "?resource_type=customer&resource_id=" + one;
        assertThat(actions(page(of))).containsExactly("create_customer", "change_name");
        JsonNode newest = page(of + "&sort=date_desc&limit=1");
        assertThat(actions(newest)).containsExactly("change_name");
        JsonNode older = page("?next_page=" + token(newest));
        assertThat(actions(older)).containsExactly("create_customer");
        assertThat(actions(page("?next_page=" + token(older)))).isEmpty();
        String clock = api.get("/downbeat/v1/clock").ok().get("now").stringValue();
        assertThat(actions(page(of + "&starting_on=" + clock))).hasSize(2);
        assertThat(actions(page(of + "&ending_before=" + clock))).isEmpty();
    }

    @Test
    void reads_wrong_tokens_and_too_small_roles_leave_no_entry() {
        String reader = api.post("/downbeat/v1/tokens", "{'name': 'small', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        String start = end();
        new Api(api.uri(), reader).post("/v1/customers", "{'name': 'x'}").refused(403);
        new Api(api.uri(), "wrong").post("/v1/customers", "{'name': 'x'}").refused(401);
        api.get("/v1/customers").ok();
        api.post("/v1/contracts/list", "{'customer_id': 'no uuid'}").refused(400);
        assertThat(page("?next_page=" + start).get("data")).isEmpty();
    }

    @Test
    void the_log_is_only_ever_added_to() {
        customer("kept");
        JdbcClient database = server.bean(JdbcClient.class);
        for (String sql : List.of(
                "UPDATE audit_entry SET actor_name = 'nobody'", "DELETE FROM audit_entry", "TRUNCATE audit_entry")) {
            assertThatThrownBy(() -> database.sql(sql).update()).as(sql).hasMessageContaining("only ever added to");
        }
    }

    @Test
    void a_poller_sees_every_entry_once_whoever_writes_meanwhile() {
        int writers = 20;
        int each = 5;
        String start = end();
        CompletableFuture<?> writing = CompletableFuture.allOf(IntStream.range(0, writers)
                .mapToObj(writer -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, each).forEach(n -> customer("w" + writer + "-" + n)),
                        ThreadPerTask.VIRTUAL))
                .toArray(CompletableFuture[]::new));
        List<String> seen = new ArrayList<>();
        String token = start;
        boolean over = false;
        while (true) {
            boolean wasOver = over;
            over = writing.isDone();
            JsonNode page = page("?limit=7&next_page=" + token);
            seen.addAll(resources(page));
            token = token(page);
            if (wasOver && page.get("data").isEmpty()) {
                break;
            }
        }
        writing.join();
        assertThat(seen).hasSize(writers * each).doesNotHaveDuplicates();
        assertThat(resources(all(start))).containsExactlyElementsOf(seen);
    }

    @Test
    void an_entry_waits_for_older_transactions_and_readers_do_not_wait_long() throws SQLException {
        String start = end();
        try (Connection open = server.bean(DataSource.class).getConnection()) {
            open.setAutoCommit(false);
            try (var statement = open.createStatement()) {
                statement.execute("SELECT pg_current_xact_id()");
            }
            String customer = customer("later");
            long since = System.nanoTime();
            assertThat(resources(page("?next_page=" + start))).isEmpty();
            assertThat(System.nanoTime() - since)
                    .isLessThan(AuditLog.LONGEST_WAIT.plusSeconds(4).toNanos());
            open.commit();
            assertThat(resources(page("?next_page=" + start))).containsExactly(customer);
            open.setAutoCommit(true);
        }
    }

    /** As long as their ids have the same number of digits, an order by their texts looks right. */
    @Test
    void transactions_are_in_the_order_of_their_numbers() {
        try (TestServer other = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            JdbcClient database = other.bean(JdbcClient.class);
            for (String transaction : List.of("100", "9", "10", "99")) {
                database.sql("""
                    INSERT INTO audit_entry (incarnation, txid, at, actor_id, actor_name, action, resource_type,
                                             resource_id, status)
                    VALUES (1, CAST(:transaction AS xid8), '2025-01-01', gen_random_uuid(), 'system', 'send_invoice',
                            'invoice', :transaction, 'success')
                    """).param("transaction", transaction).update();
            }
            List<String> up = new ArrayList<>();
            JsonNode page = other.api().get("/v1/auditLogs?limit=1").ok();
            while (!page.get("data").isEmpty()) {
                up.addAll(resources(page));
                page = other.api()
                        .get("/v1/auditLogs?limit=1&next_page=" + token(page))
                        .ok();
            }
            assertThat(up).containsExactly("9", "10", "99", "100");
            assertThat(resources(other.api().get("/v1/auditLogs?sort=date_desc").ok()))
                    .containsExactlyElementsOf(up.reversed());
        }
    }

    /** As after a dump from a cluster that had seen far more transactions, on which the server is started anew. */
    @Test
    void entries_of_another_cluster_are_readable_and_come_first() {
        try (TestServer restored = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            JdbcClient database = restored.bean(JdbcClient.class);
            database.sql("""
                INSERT INTO audit_entry (incarnation, txid, at, actor_id, actor_name, action, resource_type, resource_id,
                                         status)
                VALUES (1, '4000000000000', '2025-01-01', gen_random_uuid(), 'system', 'send_invoice', 'invoice', 'old',
                        'success')
                """).update();
            try (TestServer again = restored.another(Map.of())) {
                again.api().post("/v1/customers", "{'name': 'new'}").ok();
                assertThat(again.api()
                                .get("/v1/auditLogs")
                                .ok()
                                .get("data")
                                .valueStream()
                                .map(entry -> entry.get("action").stringValue()))
                        .containsExactly("send_invoice", "create_customer");
            }
        }
    }

    /** As after a backup of the files was put back: the original went on, to transactions that the copy reaches late. */
    @Test
    void whoever_read_the_original_of_a_restored_copy_reads_on_in_the_copy() {
        String read;
        try (TestServer original = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            original.bean(JdbcClient.class).sql("""
                INSERT INTO audit_entry (incarnation, txid, at, actor_id, actor_name, action, resource_type, resource_id,
                                         status)
                VALUES (1, '4000000000000', '2025-01-01', gen_random_uuid(), 'system', 'send_invoice', 'invoice', 'lost',
                        'success')
                """).update();
            try (TestServer again = original.another(Map.of())) {
                read = token(again.api().get("/v1/auditLogs?limit=1").ok());
            }
        }
        try (TestServer copy = TestServer.startedAt("2025-01-01T00:00:00Z")) {
            copy.api().post("/v1/customers", "{'name': 'in the backup'}").ok();
            AuditLog.beginInCopy(copy.bean(JdbcClient.class));
            String made = copy.api()
                    .post("/v1/customers", "{'name': 'in the copy'}")
                    .ok()
                    .at("/data/id")
                    .stringValue();
            assertThat(resources(
                            copy.api().get("/v1/auditLogs?next_page=" + read).ok()))
                    .containsExactly(made);
        }
    }

    private String customer(String name) {
        return api.post("/v1/customers", "{'name': '" + name + "'}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    /** The token behind everything that was written so far. */
    private String end() {
        return token(all(""));
    }

    private JsonNode all(String after) {
        List<JsonNode> entries = new ArrayList<>();
        JsonNode page = page(after.isEmpty() ? "" : "?next_page=" + after);
        while (true) {
            page.get("data").forEach(entries::add);
            if (page.get("data").isEmpty()) {
                return ((tools.jackson.databind.node.ObjectNode) page)
                        .set("data", io.downbeat.platform.http.Json.MAPPER.valueToTree(entries));
            }
            page = page("?next_page=" + token(page));
        }
    }

    private JsonNode page(String query) {
        return api.get("/v1/auditLogs" + query).ok();
    }

    private JsonNode only(String after) {
        JsonNode data = page("?next_page=" + after).get("data");
        assertThat(data).hasSize(1);
        return data.get(0);
    }

    private static String token(JsonNode page) {
        return page.get("next_page").stringValue();
    }

    private static List<String> resources(JsonNode page) {
        return page.get("data")
                .valueStream()
                .map(entry -> entry.path("resource_id").asString("none"))
                .toList();
    }

    private static List<String> actions(JsonNode page) {
        return page.get("data")
                .valueStream()
                .map(entry -> entry.get("action").stringValue())
                .toList();
    }
}

package io.downbeat.lifecycleevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What is told by a server that was down meanwhile, and by several at once (row N14 of subscriptions.md, part 5). */
class LateMessagesTest {
    @AutoClose
    private static final TestServer server = TestServer.startedAt("2025-05-01T00:00:00Z");

    private static final Api api = server.api();
    private static final AccountFixture account = AccountFixture.setUp(api);
    private static final AccountFixture.Customer acme = account.customer("acme");
    private static String webhook;

    @BeforeAll
    static void listen() {
        // Nobody answers there; what is written down for it is all that matters here.
        webhook = api.post("/downbeat/v1/webhooks", "{'url': 'http://127.0.0.1:9/'}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static int work(String now) {
        return server.bean(TellDue.class).runDue(Instant.parse(now));
    }

    private static String commit(String from, String until) {
        return api.post("/v1/contracts/customerCommits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1, 'type': 'PREPAID', 'access_schedule': {'schedule_items': [
              {'amount': 1, 'starting_at': '%sT00:00:00Z', 'ending_before': '%sT00:00:00Z'}]}}\
            """.formatted(
                                acme.id(), account.fixedProduct, from, until))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static String offset(String type, String offset) {
        return api.post(
                        "/v2/notifications/create",
                        "{'name': 'n', 'policy': {'type': '%s', 'offset': '%s'}}".formatted(type, offset))
                .ok()
                .at("/data/id")
                .stringValue();
    }

    private static List<JsonNode> told(String offset) {
        return api.get("/downbeat/v1/webhooks/" + webhook + "/notifications?limit=100")
                .ok()
                .get("data")
                .valueStream()
                .map(one -> one.get("properties"))
                .filter(one -> one.path("offset_id").asString("").equals(offset))
                .toList()
                .reversed();
    }

    @Test
    void n14_a_server_that_was_down_tells_late_once_and_with_the_instant_of_the_event() {
        String offset = offset("commit.segment.end", "-P7D");
        String first = commit("2025-05-10", "2025-05-20");
        String second = commit("2025-05-10", "2025-05-21");
        String third = commit("2025-05-10", "2025-06-20");
        work("2025-05-12T23:59:59Z");
        assertThat(told(offset)).isEmpty();
        work("2025-05-14T12:34:56Z");
        work("2025-05-14T12:34:56Z");
        assertThat(told(offset).stream()
                        .map(one -> one.get("commit_id").stringValue()
                                + one.get("timestamp").stringValue()))
                .containsExactly(first + "2025-05-20T00:00:00.000Z", second + "2025-05-21T00:00:00.000Z")
                .noneMatch(one -> one.startsWith(third));
    }

    @Test
    void what_was_due_before_its_configuration_was_archived_is_told_and_the_rest_is_not() {
        String offset = offset("commit.segment.start", "-PT1H");
        commit("2025-05-03", "2025-05-04");
        api.post("/v2/notifications/archive", "{'id': '" + offset + "'}").ok();
        work("2025-05-03T00:00:00Z");
        assertThat(told(offset)).isEmpty();
        String atOnce = "{'policy': {'type': 'contract.create'}, 'is_enabled': %s}";
        api.post("/v2/notifications/edit", atOnce.formatted(true)).ok();
        String contract = acme.contract("2025-05-01T00:00:00Z").id();
        api.post("/v2/notifications/edit", atOnce.formatted(false)).ok();
        api.post(
                        "/v1/contracts/archive",
                        "{'customer_id': '%s', 'contract_id': '%s', 'void_invoices': true}"
                                .formatted(acme.id(), contract))
                .ok();
        // It is due already: the server's own threads may have it in hand, and only a settling waits for them.
        server.settle();
        assertThat(told("").stream()
                        .filter(one -> one.path("contract_id").asString("").equals(contract)))
                .hasSize(1);
    }

    @Test
    void another_offset_is_not_retroactive_and_tells_no_event_twice() {
        String offset = offset("credit.segment.end", "-P20D");
        api.post("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'product_id': '%s', 'priority': 1, 'access_schedule': {'schedule_items': [
              {'amount': 1, 'starting_at': '2025-05-01T00:00:00Z', 'ending_before': '2025-05-16T00:00:00Z'},
              {'amount': 1, 'starting_at': '2025-05-01T00:00:00Z', 'ending_before': '2025-05-26T00:00:00Z'}]}}\
            """.formatted(acme.id(), account.fixedProduct))
                .ok();
        work("2025-05-06T00:00:00Z");
        assertThat(told(offset)).as("the end on the 26th").hasSize(1);
        edit(offset, "-P10D");
        work("2025-05-31T00:00:00Z");
        assertThat(told(offset))
                .as("the end on the 16th, and not that of the 26th again")
                .hasSize(2);
        edit(offset, "-P15D");
        work("2025-05-31T00:00:00Z");
        assertThat(told(offset).stream().map(one -> one.get("timestamp").stringValue()))
                .containsExactly("2025-05-26T00:00:00.000Z", "2025-05-16T00:00:00.000Z");
    }

    private static void edit(String id, String offset) {
        api.post(
                        "/v2/notifications/edit",
                        "{'id': '%s', 'policy': {'type': 'credit.segment.end', 'offset': '%s'}}".formatted(id, offset))
                .ok();
    }

    @Test
    void of_configurations_and_contracts_made_at_once_none_misses_the_other() throws Exception {
        int many = 6;
        try (ExecutorService all = Executors.newFixedThreadPool(12)) {
            List<Callable<String>> asked = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                asked.add(() -> offset("contract.start", "P3Y"));
                asked.add(() -> acme.contract("2025-05-01T00:00:00Z").id());
            }
            for (Future<String> one : all.invokeAll(asked)) {
                one.get();
            }
        }
        assertThat(server.bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM lifecycle_message WHERE event_type = 'contract.start'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(many * many);
    }

    @Test
    void two_servers_tell_each_message_once() throws Exception {
        String offset = offset("commit.create", "PT1H");
        List<String> commits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            commits.add(commit("2025-09-10", "2025-09-20"));
        }
        try (ExecutorService all = Executors.newFixedThreadPool(4)) {
            Callable<Integer> working = () -> work("2025-05-01T01:00:00Z");
            for (Future<Integer> one : all.invokeAll(Collections.nCopies(4, working))) {
                one.get();
            }
        }
        assertThat(told(offset).stream().map(one -> one.get("commit_id").stringValue()))
                .containsAll(commits)
                .doesNotHaveDuplicates();
    }
}

package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Verified and compared from the page. */
class ProofPagesTest {
    private static TestServer server;
    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        AccountFixture.Customer customer = AccountFixture.setUp(server.api()).customer("Acme");
        customer.contract("2025-01-01T00:00:00Z", customer.stripe(), "");
        server.advanceTo("2025-01-20T00:00:00Z");
        customer.use("t1", "2025-01-15T00:00:00Z", 500);
        server.advanceTo("2025-02-03T00:00:00Z");
        console = Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    @AfterAll
    static void stop() {
        console.close();
        server.close();
    }

    private static String page(String path) throws Exception {
        HttpResponse<String> answer = console.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Map<String, String> february() {
        return Map.of("from", "2025-02-01", "until", "2025-03-01");
    }

    @Test
    void nothing_is_checked_before_somebody_asks() throws Exception {
        assertThat(page("/console/proof"))
                .contains("value=\"2025-01-01\"", "value=\"2025-02-04\"")
                .doesNotContain("data-testid=\"verdict\"");
    }

    @Test
    void every_promise_is_checked_in_groups() throws Exception {
        String page = page("/console/proof?from=2025-02-01&until=2025-03-01");
        assertThat(page).contains("data-ok=\"true\"", "Every promise holds");
        assertThat(page.split("data-testid=\"check-group\"", -1)).hasSize(14 + 1);
    }

    @Test
    void where_nothing_was_finalized_nothing_is_claimed() throws Exception {
        assertThat(page("/console/proof?from=2024-01-01&until=2024-02-01"))
                .contains("Nothing to check")
                .doesNotContain("Every promise holds");
    }

    @Test
    void a_violation_names_its_invoice() throws Exception {
        JdbcClient database = server.bean(JdbcClient.class);
        String plant = "UPDATE invoice SET total = total + 1 WHERE status = 'FINALIZED'";
        unguarded(database, plant);
        try {
            assertThat(page("/console/proof?from=2025-02-01&until=2025-03-01"))
                    .contains("data-ok=\"false\"", "Something is wrong", "href=\"/console/invoices/");
        } finally {
            unguarded(database, plant.replace("+ 1", "- 1"));
        }
    }

    private static void unguarded(JdbcClient database, String sql) {
        database.sql("SET session_replication_role = replica; " + sql + "; SET session_replication_role = origin")
                .update();
    }

    @Test
    void a_range_that_is_none_is_refused_on_the_page() throws Exception {
        HttpResponse<String> refused = console.get("/console/proof?from=2025-03-01&until=2025-03-01");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("Until: must be after from.")
                .contains("name=\"from\" value=\"2025-03-01\"", "name=\"until\" value=\"2025-03-01\"");
        HttpResponse<String> compared = console.post(
                "/console/proof", "/console/proof/reconcile", Map.of("from", "2025-3-1", "until", "2025-04-01"));
        assertThat(compared.statusCode()).isEqualTo(400);
        assertThat(compared.body()).contains("id=\"from\" name=\"from\" value=\"2025-3-1\"");
        assertThat(console.get("/console/proof?from=x").statusCode()).isEqualTo(400);
    }

    @Test
    void what_differs_at_a_provider_becomes_a_plan_and_its_safe_steps_are_applied_once() throws Exception {
        HttpResponse<String> same = console.post("/console/proof", "/console/proof/reconcile", february());
        assertThat(same.body()).contains("data-testid=\"compared\"").doesNotContain("data-testid=\"plan\"");
        server.sandbox().reset();
        HttpResponse<String> differs = console.post("/console/proof", "/console/proof/reconcile", february());
        assertThat(differs.body()).contains("Missing there", "Safe to apply", "Acme");
        String form = differs.body().substring(differs.body().indexOf("/console/proof/plans/"));
        String apply = form.substring(0, form.indexOf('"'));
        assertThat(form).contains("name=\"from\" value=\"2025-02-01\"", "name=\"until\" value=\"2025-03-01\"");
        HttpResponse<String> done = console.post("/console/proof", apply, february());
        assertThat(done.body())
                .contains("data-testid=\"applied\"", "Ask again", ">done<")
                .contains("id=\"from\" name=\"from\" value=\"2025-02-01\"");
        HttpResponse<String> again = console.post("/console/proof", apply, Map.of());
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void a_plan_that_is_not_there_is_a_sentence() throws Exception {
        HttpResponse<String> refused = console.post(
                "/console/proof", "/console/proof/plans/0194c3f4-fc00-72d6-b957-d1c42d5c50fc/apply", Map.of());
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("No plan 0194c3f4");
    }
}

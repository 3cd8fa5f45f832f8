package io.downbeat.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.hashes.Sha256;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The page of one delivery: what it says of a delivery that arrived, of one that did not, and of a history that was changed. */
class DeliveryStoryTest {
    private static TestServer server;
    private static AccountFixture account;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        for (String name : new String[] {"whole", "changed", "long", "missing_one"}) {
            account.customer(name).contract("2025-01-01T00:00:00Z");
        }
        server.advanceTo("2025-02-03T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Console admin() throws Exception {
        return Console.signedIn(server.api().uri(), TestServer.TOKEN);
    }

    private static JdbcClient database() {
        return server.bean(JdbcClient.class);
    }

    private static JsonNode delivery(String customer) {
        String id = database()
                .sql("SELECT d.id FROM delivery d JOIN customer c ON c.id = d.customer_id WHERE c.name = :name")
                .param("name", customer)
                .query(String.class)
                .single();
        return server.api().get("/downbeat/v1/deliveries/" + id).ok().get("data");
    }

    private static String path(JsonNode delivery) {
        return "/console/deliveries/" + delivery.get("id").stringValue();
    }

    @Test
    void one_that_arrived_is_told_from_its_bytes_to_its_receipt() throws Exception {
        JsonNode delivery = delivery("whole");
        try (Console admin = admin()) {
            String page = admin.get(path(delivery)).body();
            assertThat(page.split("data-testid=\"attempt\"", -1))
                    .hasSize(delivery.get("attempts").size() + 1);
            assertThat(page.split("data-testid=\"receipt\"", -1))
                    .hasSize(delivery.get("receipts").size() + 1);
            assertThat(page)
                    .contains("data-whole=\"true\"")
                    .contains("You are here:")
                    .contains("Nobody had to do anything.")
                    .contains("void the invoice")
                    .doesNotContain("data-testid=\"retry\"");
            HttpResponse<String> payload = admin.get(path(delivery) + "/payload.json");
            assertThat(payload.statusCode()).isEqualTo(200);
            assertThat(page)
                    .as("the hash is of these bytes")
                    .contains(Sha256.hex(Sha256.of(payload.body().getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void a_history_that_somebody_changed_says_where() throws Exception {
        JsonNode delivery = delivery("changed");
        for (String sql : new String[] {
            "ALTER TABLE delivery_attempt DISABLE TRIGGER USER",
            "UPDATE delivery_attempt SET response = 'nothing' WHERE n = 1 AND delivery_id = '"
                    + delivery.get("id").stringValue() + "'",
            "ALTER TABLE delivery_attempt ENABLE TRIGGER USER"
        }) {
            database().sql(sql).update();
        }
        try (Console admin = admin()) {
            assertThat(admin.get(path(delivery)).body())
                    .contains("data-whole=\"false\"")
                    .contains("the chain of attempts of delivery "
                            + delivery.get("id").stringValue() + " breaks at 1");
            assertThat(admin.get(path(delivery("whole"))).body()).contains("data-whole=\"true\"");
        }
    }

    @Test
    void one_that_needs_somebody_has_its_buttons_and_what_was_done_is_told_with_who_did_it() throws Exception {
        JsonNode delivery = delivery("missing_one");
        assertThat(delivery.get("state").stringValue()).isEqualTo("PARKED");
        String token = server.api()
                .post("/downbeat/v1/tokens", "{'name': 'reader', 'role': 'read_only'}")
                .ok()
                .at("/data/token")
                .stringValue();
        try (Console admin = admin();
                Console reader = Console.signedIn(server.api().uri(), token)) {
            assertThat(reader.get(path(delivery)).body())
                    .contains("stopped here: needs you")
                    .doesNotContain("data-testid=\"retry\"");
            assertThat(admin.get(path(delivery)).body())
                    .contains("data-testid=\"retry\"")
                    .contains("data-testid=\"resolve\"")
                    .contains("data-testid=\"cancel\"");
            admin.post(path(delivery) + "/cancel", path(delivery) + "/cancel", Map.of("reason", "was a <test>"));
            assertThat(admin.get(path(delivery)).body())
                    .contains("Cancelled by “")
                    .contains("when it was PARKED")
                    .contains("was a &lt;test&gt;");
        }
    }

    @Test
    void many_attempts_come_fifty_a_page() throws Exception {
        JsonNode delivery = delivery("long");
        String id = delivery.get("id").stringValue();
        int before = delivery.get("attempts").size();
        database().sql("""
            INSERT INTO delivery_attempt (customer_id, delivery_id, n, step, generation, started_at, ended_at, outcome)
            SELECT d.customer_id, d.id, g, 'LOOK', 0, d.created_at, d.created_at, 'AGAIN'
            FROM delivery d, generate_series(d.attempts + 1, 120) g WHERE d.id = CAST(:id AS uuid)
            """).param("id", id).update();
        database()
                .sql("UPDATE delivery SET attempts = 120 WHERE id = CAST(:id AS uuid)")
                .param("id", id)
                .update();
        assertThat(before).isLessThan(50);
        try (Console admin = admin()) {
            assertThat(admin.get(path(delivery)).body())
                    .contains("1 to 50 of 120")
                    .contains("href=\"" + path(delivery) + "?after_attempt=50\"")
                    .contains("href=\"" + path(delivery) + "?after_attempt=70\"")
                    .contains("data-whole=\"true\"");
            assertThat(admin.get(path(delivery) + "?after_attempt=100").body())
                    .contains("101 to 120 of 120")
                    .doesNotContain("To the latest");
            assertThat(admin.get(path(delivery) + "?after_attempt=999").statusCode())
                    .isEqualTo(200);
            assertThat(admin.get(path(delivery) + "?after_attempt=-1").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void what_is_not_there_is_said_as_a_page() throws Exception {
        try (Console admin = admin()) {
            for (String path : new String[] {
                "/console/deliveries/00000000-0000-0000-0000-000000000000",
                "/console/deliveries/00000000-0000-0000-0000-000000000000/payload.json",
                "/console/deliveries/1"
            }) {
                HttpResponse<String> answer = admin.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.body()).contains("delivery");
            }
        }
    }
}

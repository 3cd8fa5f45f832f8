package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a person alone can end, a person ends. */
class ClearedAlertsTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void an_unbound_invoice_that_was_looked_after_is_cleared_with_what_was_done() {
        UUID alert = raise("unbound_invoice");
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).contains(alert.toString());

        var cleared = clear(alert, "{'reason': 'credited in_1 by hand'}").ok().get("data");

        assertThat(cleared.get("id").stringValue()).isEqualTo(alert.toString());
        assertThat(cleared.get("cleared_at").stringValue()).isEqualTo("2025-01-10T00:00:00.000Z");
        assertThat(cleared.get("detail").stringValue())
                .isEqualTo("what was found\ncleared by a person: credited in_1 by hand");
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).doesNotContain(alert.toString());
        assertThat(clear(alert, "{'reason': 'again'}").ok().get("data"))
                .as("once is enough")
                .isEqualTo(cleared);
    }

    @Test
    void what_ends_by_itself_is_not_hidden_while_it_lasts() {
        UUID alert = raise("configuration");

        assertThat(clear(alert, "{'reason': 'quiet'}").refused(409)).contains("by itself");
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).contains(alert.toString());
    }

    @Test
    void nothing_is_cleared_without_a_reason_or_a_name() {
        UUID alert = raise("unbound_invoice");

        assertThat(clear(alert, "{}").refused(400)).contains("reason");
        assertThat(clear(UUID.randomUUID(), "{'reason': 'gone'}").refused(404)).contains("no alert");
    }

    @Test
    void an_alert_names_its_account_as_people_know_it_beside_its_key() {
        UUID method = UUID.randomUUID();
        String key = "[\"stripe\",\"direct_to_billing_provider\",\"acct_9\"]";
        server.bean(JdbcClient.class)
                .sql("INSERT INTO provider_account (account_key, credentials_key, provider, delivery_method_id)"
                        + " VALUES (:key, :key, 'STRIPE', :id)")
                .param("key", key)
                .param("id", method)
                .update();
        UUID alert = raise("unbound_invoice", key);

        var shown = server.api()
                .get("/downbeat/v1/alerts")
                .ok()
                .get("data")
                .valueStream()
                .filter(each -> each.get("id").stringValue().equals(alert.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(shown.get("subject").stringValue()).isEqualTo(key);
        assertThat(shown.get("account").stringValue()).isEqualTo("stripe acct_9 (delivery method " + method + ")");
        assertThat(clear(alert, "{'reason': 'seen'}").ok().at("/data/account")).isEqualTo(shown.get("account"));
    }

    private static Api.Answer clear(UUID alert, String body) {
        return server.api().post("/downbeat/v1/alerts/" + alert + "/clear", body);
    }

    private static UUID raise(String kind) {
        return raise(kind, "acct-" + UUID.randomUUID());
    }

    private static UUID raise(String kind, String account) {
        UUID id = UUID.randomUUID();
        server.bean(JdbcClient.class)
                .sql("""
                    INSERT INTO delivery_alert (id, account_key, kind, detail, raised_at)
                    VALUES (:id, :account, :kind, 'what was found', '2025-01-10T00:00:00Z')
                    """)
                .param("id", id)
                .param("account", account)
                .param("kind", kind)
                .update();
        return id;
    }
}

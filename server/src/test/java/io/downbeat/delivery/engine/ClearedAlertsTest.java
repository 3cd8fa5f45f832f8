package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.outbound.Circuit;
import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.platform.db.Transactions;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a person alone can end, a person ends. */
class ClearedAlertsTest {
    private static final Instant NOW = Instant.parse("2025-01-10T00:00:00Z");
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
        String alert = unboundInvoice();
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).contains(alert);

        var cleared = clear(alert, "{'reason': 'credited in_1 by hand'}").ok().get("data");

        assertThat(cleared.get("id").stringValue()).isEqualTo(alert);
        assertThat(cleared.get("cleared_at").stringValue()).isEqualTo("2025-01-10T00:00:00.000Z");
        assertThat(cleared.get("detail").stringValue())
                .isEqualTo("what was found\ncleared by a person: credited in_1 by hand");
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).doesNotContain(alert);
        assertThat(clear(alert, "{'reason': 'again'}").ok().get("data"))
                .as("once is enough")
                .isEqualTo(cleared);
    }

    @Test
    void what_ends_by_itself_is_not_hidden_while_it_lasts() {
        String account = "acct-" + UUID.randomUUID();
        refused(account);
        String alert = shown(account).get("id").stringValue();

        assertThat(clear(alert, "{'reason': 'quiet'}").refused(409)).contains("by itself");
        assertThat(server.api().get("/downbeat/v1/alerts").ok().toString()).contains(alert);
    }

    @Test
    void nothing_is_cleared_without_a_reason_or_a_name() {
        String alert = unboundInvoice();

        assertThat(clear(alert, "{}").refused(400)).contains("reason");
        assertThat(clear(UUID.randomUUID().toString(), "{'reason': 'gone'}").refused(404))
                .contains("no alert");
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
        refused(key);

        assertThat(shown(key).get("account").stringValue()).isEqualTo("stripe acct_9 (delivery method " + method + ")");
    }

    private static Api.Answer clear(String alert, String body) {
        return server.api().post("/downbeat/v1/alerts/" + alert + "/clear", body);
    }

    private static String unboundInvoice() {
        String account = "acct-" + UUID.randomUUID();
        server.bean(Incidents.class)
                .raise(
                        IncidentReport.of(
                                IncidentKind.forAPerson("UNBOUND_INVOICE", "account"), account, "what was found"),
                        NOW);
        return shown(account).get("id").stringValue();
    }

    private static void refused(String account) {
        var incidents = server.bean(AccountIncidents.class);
        server.bean(Transactions.class)
                .run(() -> incidents.opened(
                        Circuit.CONFIGURATION,
                        account,
                        new DeliveryMethodId(UUID.randomUUID()),
                        "what was found",
                        NOW));
    }

    private static JsonNode shown(String account) {
        return server.api()
                .get("/downbeat/v1/alerts")
                .ok()
                .get("data")
                .valueStream()
                .filter(each -> each.get("subject").stringValue().equals(account))
                .findFirst()
                .orElseThrow();
    }
}

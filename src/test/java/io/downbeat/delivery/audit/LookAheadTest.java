package io.downbeat.delivery.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Looking ahead of configurations and segments, on a server with the simulators. */
class LookAheadTest {
    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;
    private AccountFixture.Contract contract;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                "2025-01-01T00:00:00Z",
                Map.of(
                        "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                        "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT", sandbox.uri() + "/aws",
                        "DOWNBEAT_STS_ENDPOINT", sandbox.uri() + "/aws"));
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
        contract = acme.contract("2025-01-01T00:00:00Z");
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    @Test
    void a_configuration_in_order_is_ok_point_by_point_and_shows_no_secret() {
        JsonNode report = check("{'billing_provider_configuration_id': '%s'}".formatted(acme.stripe()));

        assertThat(report.get("ok").booleanValue()).as(report.toString()).isTrue();
        assertThat(report.get("points")).hasSizeGreaterThan(3).allSatisfy(point -> {
            assertThat(point.get("verdict").stringValue()).isIn("OK", "WARNING");
            assertThat(point.get("detail").stringValue()).isNotEmpty();
        });
        assertThat(report.toString()).doesNotContain("rk_test_not_a_key");
        assertThat(sandbox.ledger()).as("nothing was made").isEmpty();
    }

    @Test
    void an_archived_configuration_fails_by_name() {
        server.api()
                .post(
                        "/v1/archiveCustomerBillingProviderConfigurations",
                        "{'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}"
                                .formatted(acme.id(), acme.otherStripe()))
                .ok();
        JsonNode report = check("{'billing_provider_configuration_id': '%s'}".formatted(acme.otherStripe()));

        assertThat(report.get("ok").booleanValue()).isFalse();
        assertThat(report.get("points")).anySatisfy(point -> {
            assertThat(point.get("name").stringValue()).isEqualTo("configuration");
            assertThat(point.get("verdict").stringValue()).isEqualTo("FAILED");
        });
    }

    @Test
    void of_a_contract_the_next_segment_is_meant_unless_its_boundary_is_named() {
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        assertThat(configurationOf("")).isEqualTo(acme.otherStripe());
        assertThat(configurationOf(", 'segment_effective_at': '2025-01-01T00:00:00Z'"))
                .isEqualTo(acme.stripe());
        assertThat(server.api()
                        .post(
                                "/downbeat/v1/providers/check",
                                "{'contract_id': '%s', 'segment_effective_at': '2025-01-02T00:00:00Z'}"
                                        .formatted(contract.id()))
                        .refused(400))
                .contains("segment_effective_at");
    }

    @Test
    void questions_about_nothing_are_refused() {
        String path = "/downbeat/v1/providers/check";
        assertThat(server.api().post(path, "{}").refused(400)).contains("contract_id");
        assertThat(server.api()
                        .post(path, "{'billing_provider_configuration_id': '%s'}".formatted(UUID.randomUUID()))
                        .refused(400))
                .contains("billing_provider_configuration_id");
        assertThat(server.api()
                        .post(path, "{'contract_id': '%s'}".formatted(UUID.randomUUID()))
                        .refused(400))
                .contains("contract_id");
    }

    @Test
    void a_segment_that_would_not_work_raises_one_notice_that_ends_when_it_is_fine_again() {
        contract.change(acme.otherStripe(), "START_OF_NEXT_PERIOD").ok();
        collectBy("by_pigeon");
        server.advanceTo("2025-01-02T00:00:00Z");
        server.advanceTo("2025-01-04T00:00:00Z");
        assertThat(openAlerts())
                .singleElement()
                .asString()
                .contains(acme.otherStripe())
                .contains("by_pigeon");

        collectBy("send_invoice");
        server.advanceTo("2025-01-06T00:00:00Z");
        assertThat(openAlerts()).isEmpty();

        collectBy("by_pigeon");
        server.advanceTo("2025-01-07T00:00:00Z");
        assertThat(openAlerts()).hasSize(1);
        contract.change(acme.stripe(), "START_OF_NEXT_PERIOD").ok();
        server.advanceTo("2025-01-09T00:00:00Z");
        assertThat(openAlerts()).as("the segment was replaced").isEmpty();
    }

    /** A setting that the API would refuse, and that went bad afterwards. */
    private void collectBy(String method) {
        JdbcClient.create(server.database().dataSource())
                .sql("UPDATE provider_configuration SET configuration = configuration"
                        + " || jsonb_build_object('stripe_collection_method', :method::text) WHERE id = :id")
                .param("method", method)
                .param("id", UUID.fromString(acme.otherStripe()))
                .update();
    }

    private String configurationOf(String more) {
        return check("{'contract_id': '%s'%s}".formatted(contract.id(), more))
                .get("billing_provider_configuration_id")
                .stringValue();
    }

    private JsonNode check(String body) {
        return server.api().post("/downbeat/v1/providers/check", body).ok().get("data");
    }

    private List<Map<String, Object>> openAlerts() {
        return JdbcClient.create(server.database().dataSource())
                .sql("SELECT kind, subject, detail FROM open_alert")
                .query()
                .listOfRows();
    }
}

package io.downbeat.notifications;

import static io.downbeat.notifications.WebhooksOnAServer.add;
import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the account is told, from what happened at a provider to its webhook. */
class PublishedNotificationsTest {
    private Sandbox sandbox;
    private TestServer server;
    private Receiver receiver;
    private AccountFixture account;
    private AccountFixture.Customer acme;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        sandbox = server.sandbox();
        receiver = new Receiver();
        add(server, receiver.url());
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    void stop() {
        receiver.close();
        server.close();
    }

    /** What came besides that invoices are final, which is told of each. */
    private List<Receiver.Came> came() {
        return receiver.came.stream()
                .filter(one -> !one.json().get("type").stringValue().equals("invoice.finalized"))
                .toList();
    }

    @Test
    void an_invoice_that_stripe_refuses_is_told_once_for_each_refusal() {
        sandbox.addFaults(
                List.of(Fault.of("stripe", "create_invoice", "bad_request").times(2)));
        var contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("t1", "2025-01-01T05:00:00Z", 1250);
        server.advanceTo("2025-02-05T00:00:00Z");
        JsonNode delivery = contract.deliveries().getFirst();
        assertThat(delivery.get("state").stringValue()).isEqualTo("PARKED");

        assertThat(came()).hasSize(1);
        JsonNode told = came().getFirst().json();
        assertThat(told.get("type").stringValue()).isEqualTo("invoice.billing_provider_error");
        assertThat(told.get("properties").propertyNames())
                .containsExactly("invoice_id", "customer_id", "billing_provider", "billing_provider_error");
        assertThat(told.at("/properties/invoice_id")).isEqualTo(delivery.get("invoice_id"));
        assertThat(told.at("/properties/customer_id").stringValue()).isEqualTo(acme.id());
        assertThat(told.at("/properties/billing_provider").stringValue()).isEqualTo("STRIPE");
        assertThat(told.at("/properties/billing_provider_error").stringValue()).contains("Refused by a fault");

        String retry = "/downbeat/v1/deliveries/" + delivery.get("id").stringValue() + "/retry";
        server.api().post(retry, "{}").ok();
        server.settle();
        assertThat(came()).hasSize(2);
        assertThat(came().getLast().id()).isNotEqualTo(came().getFirst().id());

        server.api().post(retry, "{}").ok();
        server.settle();
        assertThat(contract.deliveries().getFirst().get("state").stringValue()).isEqualTo("CONFIRMED");
        assertThat(came()).as("nothing is told of what works").hasSize(2);
    }

    @Test
    void a_buyer_without_agreement_is_told_once_when_metering_stops() {
        sandbox.setFaults(List.of(
                Fault.of("aws", "batch_meter_usage", "customer_not_subscribed").always()));
        acme.contract("2025-01-01T00:00:00Z", acme.aws(), "");
        acme.use("t1", "2025-01-01T00:10:00Z", 2500);
        server.advanceTo("2025-01-03T00:00:00Z");

        assertThat(came()).hasSize(1);
        JsonNode told = came().getFirst().json();
        assertThat(told.get("type").stringValue()).isEqualTo("marketplaces.aws_metering_disabled");
        assertThat(told.get("properties").toString())
                .isEqualTo("{\"customer_id\":\"" + acme.id()
                        + "\",\"aws_customer_id\":\"aws-acme\",\"aws_product_code\":\"prod-test\"}");
        assertThat(server.api().get("/downbeat/v1/alerts").body()).contains("METERING_STOPPED");
    }

    @Test
    void archiving_a_configuration_is_our_own_doing_and_not_told() {
        acme.contract("2025-01-01T00:00:00Z", acme.aws(), "");
        acme.use("t1", "2025-01-01T00:10:00Z", 2500);
        server.advanceTo("2025-01-02T00:00:00Z");
        server.api()
                .post("/v1/archiveCustomerBillingProviderConfigurations", """
                    {"customer_id": "%s", "customer_billing_provider_configuration_ids": ["%s"]}\
                    """.formatted(acme.id(), acme.aws()))
                .ok();
        server.advanceTo("2025-01-03T00:00:00Z");
        assertThat(server.api().get("/downbeat/v1/alerts").body()).contains("METERING_STOPPED");
        assertThat(came()).isEmpty();
    }
}

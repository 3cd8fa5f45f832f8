package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.app.SandboxSettings;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of the provider does to invoices on their way (domain.md I, rows 25 and 39). */
class SwitchedDeliveriesTest {
    private Sandbox sandbox;
    private TestServer server;
    private AccountFixture account;
    private AccountFixture.Customer acme;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt("2025-01-01T00:00:00Z", SandboxSettings.of(sandbox.uri()));
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    void stop() {
        server.close();
        sandbox.close();
    }

    @Test
    void the_draft_of_a_switched_period_goes_once_and_to_the_new_configuration() {
        var contract = acme.contract("2025-01-01T00:00:00Z");
        acme.use("t1", "2025-01-01T05:00:00Z", 700);
        server.advanceTo("2025-01-15T00:00:00Z");
        contract.change(acme.otherStripe(), "START_OF_CURRENT_PERIOD").ok();
        server.advanceTo("2025-02-03T00:00:00Z");

        assertThat(contract.deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.get("billing_provider_configuration_id")
                                .stringValue())
                        .isEqualTo(acme.otherStripe()));
        assertThat(sandbox.ledger())
                .singleElement()
                .satisfies(entry -> assertThat(entry.amount()).isEqualTo(700));
    }

    @Test
    void what_was_finalized_while_nobody_billed_is_never_sent_and_the_current_period_is_first() {
        String id = server.api()
                .post("/v1/contracts/create", """
                    {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'}\
                    """.formatted(acme.id(), account.rateCard))
                .ok()
                .at("/data/id")
                .stringValue();
        var contract = new AccountFixture.Contract(server.api(), acme, id);
        acme.use("t1", "2025-01-01T05:00:00Z", 700);
        server.advanceTo("2025-03-15T00:00:00Z");
        acme.use("t2", "2025-03-14T00:00:00Z", 900);
        contract.change(acme.stripe(), "START_OF_CURRENT_PERIOD").ok();
        assertThat(contract.deliveries()).isEmpty();
        server.advanceTo("2025-04-03T00:00:00Z");

        assertThat(contract.deliveries()).hasSize(1);
        assertThat(sandbox.ledger())
                .singleElement()
                .satisfies(entry -> assertThat(entry.amount()).isEqualTo(900));
    }

    @Test
    void an_invoice_that_a_marketplace_billed_in_part_waits_for_a_person_before_it_goes_elsewhere() {
        var contract = acme.contract("2025-01-01T00:00:00Z", acme.aws(), "");
        acme.use("t1", "2025-01-01T05:00:00Z", 700);
        server.advanceTo("2025-01-02T00:00:00Z");
        assertThat(sandbox.ledger()).as("metered to AWS").isNotEmpty();
        server.api()
                .post("/v1/archiveCustomerBillingProviderConfigurations", """
                    {'customer_id': '%s', 'customer_billing_provider_configuration_ids': ['%s']}\
                    """.formatted(acme.id(), acme.aws()))
                .ok();
        contract.change(acme.stripe(), "START_OF_CURRENT_PERIOD").ok();
        server.advanceTo("2025-02-03T00:00:00Z");

        var delivery = contract.deliveries().getFirst();
        assertThat(delivery.get("state").stringValue()).isEqualTo("PARKED");
        assertThat(delivery.get("reason").stringValue())
                .contains("700 cents of it were metered to aws_marketplace")
                .contains("retry");
        assertThat(sandbox.ledger())
                .allSatisfy(entry -> assertThat(entry.provider()).isEqualTo("aws"));

        server.api()
                .post("/downbeat/v1/deliveries/" + delivery.get("id").stringValue() + "/retry", "{}")
                .ok();
        server.advanceTo("2025-02-03T01:00:00Z");
        assertThat(sandbox.ledger())
                .filteredOn(entry -> entry.provider().equals("stripe"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.amount()).isEqualTo(700));
    }
}

package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A draft was metered, then more was taken back than was used: the total is below zero and the marketplace holds cents. */
class BelowZeroAfterMeteringTest {
    private TestServer server;
    private AccountFixture.Customer buyer;
    private AccountFixture.Contract contract;

    @BeforeEach
    void january() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        buyer = AccountFixture.setUp(server.api()).customer("buyer");
        contract = buyer.contract("2025-01-01T00:00:00Z", buyer.aws(), "");
        buyer.use("t1", "2025-01-01T05:00:00Z", 1000);
        server.advanceTo("2025-01-10T00:00:00Z");
        buyer.use("t2", "2025-01-09T05:00:00Z", -1500);
        server.advanceTo("2025-02-02T00:00:00Z");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_remainder_is_the_total_less_what_was_metered_and_later_usage_works_that_off() {
        assertThat(delivery().get("state").asString()).isEqualTo("PARKED");
        assertThat(delivery().get("reason").asString()).contains("-5.00 USD is below zero", "refund the remainder");
        assertThat(metering().get("due_cents").asLong()).isEqualTo(-500);
        assertThat(metering().get("confirmed_cents").asLong()).isEqualTo(1000);
        assertThat(metering().get("remainder_cents").asLong()).isEqualTo(-1500);

        buyer.use("t3", "2025-02-02T00:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(metering().get("carried_cents").asLong()).isEqualTo(-700);
        assertThat(metering().get("remainder_cents").asLong()).isEqualTo(-800);
        assertThat(verified()).isTrue();
    }

    @Test
    void it_cannot_be_sent_by_a_retry_and_voiding_it_says_what_was_metered() {
        String id = delivery().get("id").asString();
        assertThat(server.api()
                        .post("/downbeat/v1/deliveries/" + id + "/retry", "{}")
                        .status())
                .isEqualTo(409);

        String invoice = delivery().get("invoice_id").asString();
        server.api().post("/v1/invoices/void", "{'id': '" + invoice + "'}").ok();
        server.settle();
        assertThat(delivery().get("state").asString()).isEqualTo("PARKED");
        assertThat(delivery().get("reason").asString()).contains("1000 cents were metered", "refund them there");
        assertThat(verified()).isTrue();
    }

    /** Or the customer would get both. */
    @Test
    void what_a_person_refunded_and_cancelled_is_not_worked_off_by_later_usage_and_is_resolved() {
        String of = "/downbeat/v1/deliveries/" + delivery().get("id").asString();
        server.api().post(of + "/cancel", "{'reason': 'refunded there'}").ok();
        server.settle();
        assertThat(delivery().get("state").asString()).isEqualTo("PARKED");
        assertThat(delivery().get("reason").asString())
                .contains("1000 cents of it were metered", "resolve this delivery with the refund's reference");

        buyer.use("t3", "2025-02-02T00:00:00Z", 700);
        server.advanceTo("2025-02-03T00:00:00Z");
        assertThat(metering().get("carried_cents").asLong()).isZero();
        server.api().post(of + "/resolve", "{'provider_ref': 'refund-1'}").ok();
        server.advanceTo("2025-02-04T00:00:00Z");
        assertThat(delivery().get("state").asString()).isEqualTo("SENT");
        assertThat(metering().get("carried_cents").asLong()).isZero();
        assertThat(verified()).isTrue();
    }

    private JsonNode delivery() {
        return contract.deliveries().getFirst();
    }

    private JsonNode metering() {
        return server.api()
                .get("/downbeat/v1/invoices/" + delivery().get("invoice_id").asString() + "/metering")
                .ok()
                .get("data");
    }

    private boolean verified() {
        return server.api().post("/downbeat/v1/verify", "{}").ok().get("ok").booleanValue();
    }
}

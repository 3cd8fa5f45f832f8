package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.db.Transactions;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.TestServer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A charge at noon is metered once its hour is over; half an hour before that a person ends its delivery. */
class EndedByHandTest {
    private TestServer server;
    private AccountFixture.Contract contract;

    @BeforeEach
    void halfPastNoon() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer buyer = account.customer("buyer");
        contract = buyer.contract("2025-01-01T00:00:00Z", buyer.aws(), """
            , 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [
              {'timestamp': '2025-01-10T12:00:00Z', 'amount': 10000}]}}]\
            """.formatted(account.fixedProduct));
        server.advanceTo("2025-01-10T12:30:00Z");
        assertThat(delivery().get("state").asString()).isEqualTo("RETRY_WAIT");
        assertThat(billed()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nothing_of_a_cancelled_one_is_metered() {
        server.api().post(of("cancel"), "{'reason': 'paid by wire'}").ok();
        server.advanceTo("2025-01-10T18:00:00Z");

        assertThat(delivery().get("state").asString()).isEqualTo("CANCELLED");
        assertThat(billed()).isZero();
        assertThat(metering().get("remainder_reason").asString()).contains("ended by hand");
        assertThat(verified()).isTrue();
    }

    @Test
    void what_is_taken_back_is_not_resolved_before_it_is_known_what_there_is_to_refund() {
        server.api().post(of("cancel"), "{'reason': 'paid by wire'}").ok();
        server.settle();
        assertThat(server.api()
                        .post(of("resolve"), "{'provider_ref': 'refund-1'}")
                        .refused(409))
                .contains("to be refunded");
        server.advanceTo("2025-01-10T18:00:00Z");

        assertThat(delivery().get("state").asString()).isEqualTo("CANCELLED");
        assertThat(verified()).isTrue();
    }

    @Test
    void nothing_of_a_resolved_one_is_metered() {
        server.api().post(of("resolve"), "{'provider_ref': 'wire-1'}").ok();
        server.advanceTo("2025-01-10T18:00:00Z");

        assertThat(delivery().get("state").asString()).isEqualTo("SENT");
        assertThat(billed()).isZero();
        assertThat(verified()).isTrue();
    }

    @Test
    void one_of_which_cents_are_on_their_way_is_resolved_once_it_is_known_what_became_of_them() {
        server.sandbox()
                .setFaults(List.of(
                        Fault.of("aws", "batch_meter_usage", "server_error").always()));
        server.advanceTo("2025-01-10T13:30:00Z");
        assertThat(metering().get("open_cents").asLong()).isEqualTo(10_000);
        assertThat(server.api()
                        .post(of("resolve"), "{'provider_ref': 'wire-1'}")
                        .refused(409))
                .contains("10000 cents of it are on their way");
        assertThat(delivery().get("state").asString()).isEqualTo("RETRY_WAIT");

        server.sandbox().clearFaults();
        server.advanceTo("2025-01-10T18:00:00Z");
        assertThat(delivery().get("state").asString()).isEqualTo("CONFIRMED");
    }

    /** As the hour's assessment does from its question on until its records are written. */
    @Test
    void whoever_resolves_waits_for_the_hour_that_is_being_frozen_and_whoever_freezes_for_the_word() throws Exception {
        InvoiceId invoice =
                new InvoiceId(UUID.fromString(delivery().get("invoice_id").asString()));
        Deliveries deliveries = server.bean(Deliveries.class);
        String resolve = of("resolve");
        CompletableFuture<Integer> word = server.bean(Transactions.class).in(() -> {
            assertThat(deliveries.ended(Set.of(invoice))).isEmpty();
            CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() ->
                    server.api().post(resolve, "{'provider_ref': 'wire-1'}").status());
            assertThatThrownBy(() -> asked.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return asked;
        });
        assertThat(word.get(20, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(deliveries.ended(Set.of(invoice))).containsExactly(invoice);
    }

    @Test
    void all_of_one_that_is_left_alone_is_metered() {
        server.advanceTo("2025-01-10T18:00:00Z");

        assertThat(delivery().get("state").asString()).isEqualTo("CONFIRMED");
        assertThat(billed()).isEqualTo(10_000);
    }

    private String of(String action) {
        return "/downbeat/v1/deliveries/" + delivery().get("id").asString() + "/" + action;
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

    private long billed() {
        return metering().get("confirmed_cents").asLong()
                + metering().get("open_cents").asLong();
    }

    private boolean verified() {
        return server.api().post("/downbeat/v1/verify", "{}").ok().get("ok").booleanValue();
    }
}

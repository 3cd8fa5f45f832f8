package io.downbeat.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.testing.AccountFixture;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The daily look at segments that are yet to begin, and the notices that come of it. */
class RepeatedChecksTest {
    private PreflightHarness harness;

    @BeforeEach
    void start() throws IOException {
        harness = new PreflightHarness("2025-01-10T00:00:00Z");
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private AccountFixture.Contract moving(String configuration) {
        var contract = harness.acme.contract("2025-01-01T00:00:00Z");
        contract.change(configuration, "START_OF_NEXT_PERIOD").ok();
        return contract;
    }

    @Test
    void one_notice_is_raised_however_often_it_fails_and_ends_when_it_is_mended() {
        String missing = harness.stripe("cus_missing_1");
        var contract = moving(missing);
        harness.apiKey("rk_test_invalid");
        harness.server.advanceTo("2025-01-10T05:59:59Z");
        assertThat(harness.notices("")).isEmpty();
        harness.server.advanceTo("2025-01-10T06:00:00Z");
        assertThat(harness.notices("")).singleElement().satisfies(notice -> {
            assertThat(notice.get("kind").stringValue()).isEqualTo("provider_check_failed");
            assertThat(notice.get("contract_id").stringValue()).isEqualTo(contract.id());
            assertThat(notice.get("customer_id").stringValue()).isEqualTo(harness.acme.id());
            assertThat(notice.get("billing_provider_configuration_id").stringValue())
                    .isEqualTo(missing);
            assertThat(notice.get("segment_effective_at").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
            assertThat(notice.get("raised_at").stringValue()).isEqualTo("2025-01-10T06:00:00.000Z");
            assertThat(notice.get("ended_at").isNull()).isTrue();
            assertThat(PreflightHarness.verdicts(notice)).containsEntry("credentials", "FAILED");
            assertThat(notice.toString()).doesNotContain("rk_test_invalid");
        });
        assertThat(harness.alerts())
                .as("one list of what waits for a person")
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.get("id"))
                            .isEqualTo(harness.notices("").getFirst().get("id"));
                    assertThat(alert.get("kind").stringValue()).isEqualTo("PROVIDER_CHECK_FAILED");
                    assertThat(alert.get("subject").stringValue()).isEqualTo(contract.id());
                    assertThat(alert.get("deadline_at").stringValue()).isEqualTo("2025-02-01T00:00:00.000Z");
                    assertThat(alert.get("detail").stringValue()).contains(missing, "credentials: ");
                });
        harness.server.advanceTo("2025-01-12T00:00:00Z");
        harness.apiKey("rk_test_good");
        harness.server.advanceTo("2025-01-13T00:00:00Z");

        assertThat(harness.notices("?ended=true"))
                .as("the same one tells the new reason")
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.get("raised_at").stringValue()).isEqualTo("2025-01-10T06:00:00.000Z");
                    assertThat(notice.get("checked_at").stringValue()).isEqualTo("2025-01-12T06:00:00.000Z");
                    assertThat(PreflightHarness.verdicts(notice))
                            .containsEntry("credentials", "OK")
                            .containsEntry("customer", "FAILED");
                });
        harness.server.advanceTo("2025-02-01T00:00:00Z");
        assertThat(harness.alerts())
                .as("it began; from here on its deliveries tell")
                .isEmpty();
    }

    @Test
    void a_provider_that_is_away_neither_raises_nor_ends_a_notice() {
        moving(harness.acme.otherStripe());
        harness.sandbox.setFaults(
                List.of(Fault.of("stripe", "get_account", "server_error").always()));
        harness.server.advanceTo("2025-01-11T00:00:00Z");
        assertThat(harness.notices("")).isEmpty();
        harness.sandbox.clearFaults();

        harness.apiKey("rk_test_invalid");
        harness.server.advanceTo("2025-01-12T00:00:00Z");
        assertThat(harness.notices("")).hasSize(1);

        harness.apiKey("rk_test_good");
        harness.sandbox.setFaults(
                List.of(Fault.of("stripe", "get_account", "server_error").always()));
        harness.server.advanceTo("2025-01-13T00:00:00Z");
        assertThat(harness.notices("")).hasSize(1);

        harness.sandbox.clearFaults();
        harness.server.advanceTo("2025-01-13T06:00:00Z");
        assertThat(harness.notices("")).isEmpty();
        assertThat(harness.notices("?ended=true")).singleElement().satisfies(notice -> {
            assertThat(notice.get("ended_reason").stringValue()).isEqualTo("MENDED");
            assertThat(notice.get("ended_at").stringValue()).isEqualTo("2025-01-13T06:00:00.000Z");
        });
    }

    @Test
    void a_segment_that_begins_ends_its_notice_and_is_not_looked_at_any_more() {
        moving(harness.stripe("cus_missing_1"));
        harness.server.advanceTo("2025-01-31T23:59:59Z");
        assertThat(harness.notices("")).hasSize(1);
        harness.server.advanceTo("2025-02-01T00:00:00Z");
        assertThat(harness.notices("")).isEmpty();
        assertThat(harness.notices("?ended=true"))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.get("ended_reason").stringValue()).isEqualTo("BEGAN"));
        int looks = harness.looks();
        harness.server.advanceTo("2025-02-01T23:00:00Z");
        assertThat(harness.looks()).isEqualTo(looks).isEqualTo(22);
    }

    @Test
    void a_segment_that_is_replaced_ends_its_notice_at_once() {
        var contract = moving(harness.stripe("cus_missing_1"));
        harness.server.advanceTo("2025-01-11T00:00:00Z");
        assertThat(harness.notices("?contract_id=" + contract.id())).hasSize(1);
        contract.change(harness.acme.stripe(), "START_OF_NEXT_PERIOD").ok();
        assertThat(harness.notices("")).isEmpty();
        assertThat(harness.notices("?ended=true&customer_id=" + harness.acme.id()))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.get("ended_reason").stringValue()).isEqualTo("CANCELLED"));
    }

    @Test
    void a_contract_that_ends_before_the_segment_or_is_archived_ends_its_notice() {
        var ending = moving(harness.stripe("cus_missing_1"));
        var archived = moving(harness.stripe("cus_missing_2"));
        harness.server.advanceTo("2025-01-11T00:00:00Z");
        assertThat(harness.notices("")).hasSize(2);
        harness.server
                .api()
                .post("/v2/contracts/edit", """
                    {"customer_id": "%s", "contract_id": "%s", "update_contract_end_date": "2025-02-01T00:00:00Z"}\
                    """.formatted(harness.acme.id(), ending.id()))
                .ok();
        assertThat(harness.notices(""))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.get("contract_id").stringValue()).isEqualTo(archived.id()));
        harness.server
                .api()
                .post("/v1/contracts/archive", """
                    {"customer_id": "%s", "contract_id": "%s", "void_invoices": false}\
                    """.formatted(harness.acme.id(), archived.id()))
                .ok();
        assertThat(harness.notices("")).isEmpty();
        int looks = harness.looks();
        harness.server.advanceTo("2025-01-20T00:00:00Z");
        assertThat(harness.looks()).as("nothing is left to look at").isEqualTo(looks);
    }

    @Test
    void nothing_is_asked_before_the_last_35_days_nor_without_a_future_segment() {
        harness.acme.contract("2025-01-01T00:00:00Z");
        harness.server.advanceTo("2025-01-15T00:00:00Z");
        assertThat(harness.looks()).isZero();
        // A contract that starts on 1 April is 35 days away on 25 February.
        harness.acme.contract("2025-04-01T00:00:00Z");
        harness.server.advanceTo("2025-02-25T05:00:00Z");
        assertThat(harness.looks()).isZero();
        harness.server.advanceTo("2025-02-25T06:00:00Z");
        assertThat(harness.looks()).isEqualTo(1);
        harness.server.advanceTo("2025-02-28T05:00:00Z");
        assertThat(harness.looks()).as("once a day").isEqualTo(3);
    }

    @Test
    void a_configuration_archived_meanwhile_raises_a_notice_without_asking_anybody() {
        moving(harness.acme.otherStripe());
        harness.archive(harness.acme.otherStripe());
        harness.server.advanceTo("2025-01-11T00:00:00Z");
        assertThat(harness.notices(""))
                .singleElement()
                .satisfies(notice ->
                        assertThat(PreflightHarness.verdicts(notice)).containsEntry("configuration", "FAILED"));
        assertThat(harness.looks()).isZero();
    }

    @Test
    void several_servers_share_the_looks_and_each_is_taken_once() {
        for (int i = 0; i < 20; i++) {
            moving(harness.acme.otherStripe());
        }
        try (var other =
                harness.server.another(Map.of("DOWNBEAT_STRIPE_API_BASE", harness.sandbox.uri() + "/stripe"))) {
            other.advanceTo("2025-01-10T06:00:00Z");
            harness.server.settle();
        }
        assertThat(harness.looks()).isEqualTo(20);
    }

    @Test
    void a_server_that_died_while_it_asked_is_waited_out() throws SQLException {
        moving(harness.stripe("cus_missing_1"));
        var at = harness.server.database();
        try (var connection = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
                var statement = connection.createStatement()) {
            statement.execute("UPDATE preflight_schedule SET lease_until = clock_timestamp() + interval '1 second'");
        }
        harness.server.advanceTo("2025-01-10T06:00:00Z");
        assertThat(harness.notices("")).hasSize(1);
    }

    @Test
    void notices_come_in_pages_newest_first() {
        for (int i = 0; i < 3; i++) {
            moving(harness.stripe("cus_missing_" + i));
            harness.server.advanceTo("2025-01-1" + (i + 1) + "T00:00:00Z");
        }
        JsonNode first =
                harness.server.api().get("/downbeat/v1/notices?limit=2").ok();
        assertThat(first.get("data"))
                .extracting(each -> each.get("raised_at").stringValue())
                .containsExactly("2025-01-12T06:00:00.000Z", "2025-01-11T06:00:00.000Z");
        JsonNode second = harness.server
                .api()
                .get("/downbeat/v1/notices?limit=2&next_page="
                        + first.get("next_page").stringValue())
                .ok();
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("next_page").isNull()).isTrue();
        assertThat(harness.server
                        .api()
                        .get("/downbeat/v1/notices?ended=perhaps")
                        .refused(400))
                .startsWith("ended");
        assertThat(harness.server
                        .api()
                        .get("/downbeat/v1/notices?contract_id=x")
                        .refused(400))
                .startsWith("contract_id");
    }
}

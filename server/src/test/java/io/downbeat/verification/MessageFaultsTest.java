package io.downbeat.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts that were told, one of them over again, and events of a contract; and one fault after the other planted into them. */
class MessageFaultsTest {
    private static final String FITS = "a_status_fits_its_alert";
    private static final String LAST = "an_alarm_is_the_last_that_was_told_of_its_alert";
    private static final String ONCE = "a_crossing_and_its_end_are_told_once";
    private static final String ARCHIVED = "an_archived_alert_tells_nothing";
    private static final String EVENTS = "what_was_told_of_an_event_is_in_the_outbox_once";
    private static final String FINALIZED = "a_finalized_invoice_is_told_of_once";
    private static final String UNTOLD = "nothing_that_is_due_is_left_untold";
    private static final String ORDER = "events_are_told_in_the_order_of_their_moments";
    private static final String FROZEN = "a_notification_is_as_it_was_written";
    private static final String ATTEMPTS = "what_a_webhook_took_was_sent_to_it";

    private static final String SPEND = "alerts.spend_threshold_reached";
    private static final String COMMIT = "low_remaining_commit_balance_reached";

    private static TestServer server;
    private static HttpServer listener;

    @BeforeAll
    static void play() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        listener.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        server = TestServer.startedAt("2025-03-08T00:00:00Z");
        Api api = server.api();
        AccountFixture account = AccountFixture.setUp(api);
        AccountFixture.registerKey(api, "pool", "commit");
        api.post(
                        "/downbeat/v1/webhooks",
                        "{'url': 'http://127.0.0.1:" + listener.getAddress().getPort() + "/'}")
                .ok();
        api.post("/v2/notifications/edit", "{'policy': {'type': 'contract.create'}, 'is_enabled': true}")
                .ok();
        api.post("/v2/notifications/edit", "{'policy': {'type': 'commit.segment.start'}, 'is_enabled': true}")
                .ok();
        api.post(
                        "/v2/notifications/create",
                        "{'name': 'Later', 'policy': {'type': 'contract.create', 'offset': 'PT2H'}}")
                .ok();
        server.advanceTo("2025-03-08T01:00:00Z");
        AccountFixture.Customer acme = account.customer("acme");
        account.customer("globex");
        acme.contract("2025-02-01T00:00:00Z");
        String commit = """
            {'customer_id': '%s', 'type': 'PREPAID', 'name': 'Commit', 'product_id': '%s', 'priority': 1, 'access_schedule':
              {'schedule_items': [{'amount': 400, 'starting_at': '2025-03-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'}]},
             'custom_fields': {'pool': 'a'}}\
            """.formatted(acme.id(), account.fixedProduct);
        api.post("/v1/contracts/customerCommits/create", commit).ok();
        for (String alert : List.of(
                "'spend_threshold_reached', 'threshold': 100",
                "'invoice_total_reached', 'threshold': 0",
                "'" + COMMIT + "', 'threshold': 500",
                "'low_remaining_contract_credit_and_commit_balance_reached', 'threshold': 300, 'alert_specifiers':"
                        + " [{'custom_field_filters': [{'entity': 'Commit', 'key': 'pool'}]}]")) {
            api.post(
                            "/v1/alerts/create",
                            "{'name': 'An alert', 'customer_id': '" + acme.id() + "', 'alert_type': " + alert + "}")
                    .ok();
        }
        server.advanceTo("2025-03-08T06:00:00Z");
        acme.use("t1", "2025-03-08T05:59:00Z", 150);
        server.advanceTo("2025-03-08T07:00:00Z");
        api.post("/v1/contracts/customerCommits/create", commit.replace("'pool': 'a'", "'pool': 'b'"))
                .ok();
        server.advanceTo("2025-03-10T00:00:00Z");
    }

    @AfterAll
    static void stop() {
        server.close();
        listener.stop(0);
    }

    private static Planted fault(String fault, String... names) {
        return new Planted(fault, null, Set.of(names));
    }

    /** The newest notification of a type is written once more, under an id of its own. */
    private static String copied(String type) {
        return """
            WITH copied AS (INSERT INTO notification (id, type, body, written_at)
                SELECT 'ffffffff-0000-7000-8000-000000000001', type,
                    replace(body, id::text, 'ffffffff-0000-7000-8000-000000000001'), written_at
                FROM notification WHERE type = '%s' ORDER BY id DESC LIMIT 1 RETURNING id)
            INSERT INTO webhook_message (webhook_id, notification_id, state, give_up_at, next_attempt_at)
            SELECT w.id, c.id, 'PENDING', now(), now() FROM webhook w, copied c
            """.formatted(type);
    }

    private static String lost(String type) {
        return """
            CREATE TEMPORARY TABLE lost ON COMMIT DROP AS SELECT id FROM notification WHERE type = '%s';
            DELETE FROM webhook_attempt WHERE notification_id IN (SELECT id FROM lost);
            DELETE FROM webhook_message WHERE notification_id IN (SELECT id FROM lost);
            DELETE FROM notification WHERE id IN (SELECT id FROM lost)
            """.formatted(type);
    }

    private static String ofAlert(String type) {
        return " WHERE alert_id IN (SELECT id FROM customer_alert WHERE alert_type = '" + type + "')";
    }

    static Stream<Planted> faults() {
        return Stream.concat(alerts(), messages());
    }

    private static Stream<Planted> alerts() {
        return Stream.of(
                fault("UPDATE customer_alert_state SET is_told = false WHERE status = 'IN_ALARM'", FITS),
                fault("UPDATE customer_alert SET customer_id = (SELECT id FROM customer WHERE name = 'globex')", FITS),
                fault(
                        "DELETE FROM customer_alert_state"
                                + ofAlert("low_remaining_contract_credit_and_commit_balance_reached")
                                + " AND part = ''",
                        FITS),
                fault(
                        "UPDATE customer_alert_state SET changed_at = changed_at + interval '1 minute' WHERE is_told",
                        LAST),
                fault(
                        "UPDATE customer_alert_state SET status = 'IN_ALARM', is_told = true, trigger = 'USAGE'"
                                + ofAlert(COMMIT),
                        LAST),
                fault(lost(SPEND), LAST),
                fault(lost("alerts.invoice_total_reached"), LAST),
                fault(
                        "UPDATE notification SET body = replace(body, '\"value\":\"a\"', '\"value\":\"b\"')"
                                + " WHERE type LIKE 'alerts.low%'",
                        LAST),
                fault(copied(SPEND), ONCE),
                fault(copied("alerts." + COMMIT + "_resolved"), ONCE),
                fault("UPDATE customer_alert SET archived_at = '2025-03-07T00:00:00Z'", ARCHIVED));
    }

    private static Stream<Planted> messages() {
        return Stream.of(
                fault(lost("contract.create"), EVENTS),
                fault(copied("contract.create"), EVENTS),
                fault(copied("commit.segment.start"), EVENTS),
                fault(
                        "UPDATE lifecycle_message SET fired_at = NULL WHERE event_type = 'contract.create'",
                        EVENTS,
                        UNTOLD),
                fault("UPDATE lifecycle_message SET fire_at = fire_at + interval '1 hour'", ORDER),
                fault(
                        "UPDATE lifecycle_message SET fired_at = fired_at + interval '1 day' WHERE configuration_id IN"
                                + " (SELECT id FROM lifecycle_configuration WHERE offset_given IS NULL)",
                        ORDER),
                fault(lost("invoice.finalized"), FINALIZED),
                fault(copied("invoice.finalized"), FINALIZED),
                fault("UPDATE notification SET type = 'invoice.voided' WHERE type = '" + SPEND + "'", FROZEN, LAST),
                fault("DELETE FROM webhook_attempt; DELETE FROM webhook_message", FROZEN),
                fault("UPDATE webhook_message SET attempts = attempts + 1", ATTEMPTS),
                fault("UPDATE webhook_attempt SET status = 503", ATTEMPTS));
    }

    @Test
    void the_undamaged_database_is_clean_and_every_check_looked_at_something() throws SQLException {
        Planted.assertCleanAndChecked(server, new AlertChecks(), new MessageChecks());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_planted_fault_is_found_by_exactly_the_checks_it_breaks(Planted planted) throws SQLException {
        planted.assertFoundBy(Planted.verdictAfter(server, planted.fault()));
    }

    @Test
    void a_server_checks_whatever_is_checked_without_one() {
        var verdict = server.bean(Verification.class).verify(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
        assertThat(verdict.checks())
                .extracting(Verification.Checked::name)
                .containsAll(Verification.own().stream()
                        .flatMap(checks -> checks.all().stream())
                        .map(Check::name)
                        .toList());
    }
}

package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a request holds, the server answers 4xx with a sentence or does what was asked; never 500. */
class BadInputTest {
    /** Makes the statement that counts the rows of every table: one plan, because it runs hundreds of times. */
    private static final String COUNT = """
        SELECT 'SELECT ' || string_agg(format('(SELECT count(*) FROM %I)', relname), ' + ')
          FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        """;

    private static TestServer server;
    private static AccountFixture.Customer customer;
    private static Map<String, String> bodies;
    private static String invoice;
    private static Connection database;
    private static String count;

    @BeforeAll
    static void start() throws SQLException {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        customer = account.customer("acme");
        String contract = customer.contract("2025-01-01T00:00:00Z").id();
        invoice = customer.invoices().getFirst().get("id").stringValue();
        bodies = BadBodies.good(account, customer, contract, invoice);
        var at = server.database();
        database = DriverManager.getConnection(at.jdbcUrl(), at.user(), at.password());
        try (var statement = database.createStatement();
                var made = statement.executeQuery(COUNT)) {
            made.next();
            count = made.getString(1);
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
        server.close();
    }

    @Test
    void a_bad_value_in_any_place_of_any_body_is_never_our_fault() {
        List<String> wrong = new ArrayList<>();
        bodies.forEach((path, body) -> BadBodies.mutate(body, (place, all) -> {
            long before = rows();
            boolean taken = false;
            for (String bad : all) {
                taken |= accepted(wrong, path, place, bad);
            }
            if (!taken && rows() != before) {
                wrong.add(path + " " + place + " was refused and yet changed something");
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_body_that_is_no_request_is_refused_and_changes_nothing() {
        List<String> wrong = new ArrayList<>();
        long before = rows();
        for (String path : new TreeSet<>(bodies.keySet())) {
            for (String body : BadBodies.WHOLE) {
                Api.Answer answer = server.api().postRaw(path, body);
                if (answer.status() >= 500 || answer.status() < 400 && !isEmptyRequest(body)) {
                    wrong.add(path + " <- " + start(body) + " : " + answer.status() + " " + start(answer.body()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void a_bad_query_or_path_is_never_our_fault() throws IOException {
        List<String> values = List.of(
                "x",
                "-1",
                "99999999999999999999",
                "%00",
                "%ff",
                "%zz",
                "Zm9vCmJhcgpiYXo",
                "10000-01-01T00:00:00Z",
                ",");
        List<String> names = List.of(
                "limit",
                "next_page",
                "sort",
                "status",
                "starting_on",
                "contract_id",
                "credit_type_id",
                "window_size",
                "customer_ids",
                "state",
                "invoice_id");
        List<String> wrong = new ArrayList<>();
        for (String path : reads()) {
            for (String name : names) {
                for (String value : values) {
                    look(wrong, "GET " + path + (path.contains("?") ? "&" : "?") + name + "=" + value);
                }
            }
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "no-uuid"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "%00"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "%ff%zz"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "..%2f..;a=b"));
            look(wrong, "GET " + path.replaceAll("[0-9a-f-]{36}", "00000000-0000-0000-0000-000000000000"));
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> reads() {
        String invoices = "/v1/customers/" + customer.id() + "/invoices";
        return List.of(
                "/v1/customers",
                "/v1/customers/" + customer.id(),
                "/v1/customers/" + customer.id() + "/billable-metrics",
                invoices,
                invoices + "/" + invoice,
                invoices + "/breakdowns?starting_on=2025-01-01T00:00:00Z&ending_before=2025-01-02T00:00:00Z",
                "/v1/billable-metrics",
                "/v1/credit-types/list",
                "/downbeat/v1/deliveries",
                "/downbeat/v1/deliveries/forecast",
                "/downbeat/v1/alerts",
                "/downbeat/v1/notices",
                "/downbeat/v1/webhooks",
                "/downbeat/v1/meterSlots",
                "/downbeat/v1/invoices/" + invoice + "/route",
                "/downbeat/v1/invoices/" + invoice + "/metering",
                "/downbeat/v1/deliveries/" + invoice);
    }

    private static boolean accepted(List<String> wrong, String path, String place, String bad) {
        Api.Answer answer = server.api().postRaw(path, bad);
        boolean explained = answer.status() < 400
                || answer.status() < 500
                        && !answer.json().path("message").asString("").isBlank();
        if (!explained) {
            wrong.add(path + " " + place + " <- " + start(bad) + " : " + answer.status() + " " + start(answer.body()));
        }
        return answer.status() < 400;
    }

    /** Over a bare socket, because no Java client sends a broken percent sign. */
    private static void look(List<String> wrong, String line) throws IOException {
        URI uri = server.api().uri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                    + TestServer.TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.substring(9, 12));
            if (status >= 500 || status >= 400 && !answer.contains("\"message\"")) {
                wrong.add(start(line) + " : " + start(answer));
            }
        }
    }

    /** Some operations ask for nothing, so these say all that is needed. */
    private static boolean isEmptyRequest(String body) {
        return body.isBlank() || body.equals("null");
    }

    private static long rows() {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(count)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String start(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}

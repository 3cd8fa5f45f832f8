package io.downbeat.customeralerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.CopiedCustomers;
import io.downbeat.testing.TestServer;
import io.downbeat.verification.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A server with somebody who hears of alerts, and customers that use things. */
final class AlertsFixture implements AutoCloseable {
    /** In it is the moment at which the clock stands. */
    static final String YEAR_SEGMENT = "'starting_at': '2025-01-01T00:00:00Z', 'ending_before': '2026-01-01T00:00:00Z'";

    final TestServer server;
    final AccountFixture account;
    private final HttpServer listener;
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private Instant now;
    private boolean isCopied;

    AlertsFixture(String now, Map<String, String> settings) {
        this.now = Instant.parse(now);
        server = TestServer.startedAt(now, settings);
        account = AccountFixture.setUp(server.api());
        for (String key : List.of("tier", "promo", "pool")) {
            AccountFixture.registerKey(server.api(), key, "commit", "contract_credit");
        }
        AccountFixture.registerKey(server.api(), "region", "contract");
        try {
            listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        listener.createContext("/", exchange -> {
            heard.add(Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        api().post(
                        "/downbeat/v1/webhooks",
                        "{'url': 'http://127.0.0.1:" + listener.getAddress().getPort() + "/'}")
                .ok();
    }

    Api api() {
        return server.api();
    }

    Instant now() {
        return now;
    }

    @Override
    public void close() {
        try {
            if (!isCopied) {
                Verification.Verdict verdict =
                        server.bean(Verification.class).verify(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
                assertThat(verdict.violations()).as("whatever was played").isEmpty();
            }
        } finally {
            listener.stop(0);
            server.close();
        }
    }

    /** Copies of a customer's rows, numbered from 1 on. Nobody made them, so nothing is verified in the end. */
    void copy(AccountFixture.Customer customer, int until) throws SQLException {
        isCopied = true;
        // A delivery that is under way would be held by nobody in its copies.
        server.settle();
        CopiedCustomers.copy(server.database(), customer.id(), 1, until);
    }

    /** Three minutes pass, within which whatever happened is noticed. */
    void later() {
        advanceTo(now.plus(Duration.ofMinutes(3)).toString());
    }

    void advanceTo(String moment) {
        now = Instant.parse(moment);
        server.advanceTo(moment);
    }

    String name(String of) {
        return of + "-" + names.incrementAndGet();
    }

    String made(String path, String body) {
        return api().post(path, body).ok().at("/data/id").stringValue();
    }

    AccountFixture.Customer customer() {
        return account.customer(name("customer"));
    }

    /** With a monthly contract on the account's card, at one cent a unit. */
    AccountFixture.Customer using() {
        AccountFixture.Customer customer = customer();
        customer.contract("2025-01-01T00:00:00Z");
        return customer;
    }

    void use(AccountFixture.Customer customer, long units) {
        customer.use(name("t"), now.minusSeconds(60).toString(), units);
    }

    /** @param properties with single quotes, such as {@code 'n': '5', 'user_id': 'u1'} */
    void event(AccountFixture.Customer customer, String type, String properties) {
        api().post("/v1/ingest", """
            [{"transaction_id": "%s", "customer_id": "%s", "event_type": "%s", "timestamp": "%s", "properties": {%s}}]\
            """.formatted(name("t"), customer.id(), type, now.minusSeconds(60), properties))
                .ok();
    }

    /** A metric that sums {@code n} of events of its own type, which is its name. */
    String metric(String type) {
        return metric(type, "", "");
    }

    /** The same, which tells them apart by a property. */
    String metric(String type, String key) {
        return metric(type, "['" + key + "']", ", {'name': '" + key + "', 'exists': true}");
    }

    private String metric(String type, String groupKeys, String filters) {
        return made("/v1/billable-metrics/create", """
            {'name': '%1$s', 'aggregation_type': 'SUM', 'aggregation_key': 'n', 'group_keys': [%2$s],
             'event_type_filter': {'in_values': ['%1$s']}, 'property_filters': [{'name': 'n', 'exists': true}%3$s]}\
            """.formatted(type, groupKeys, filters));
    }

    /** @param more further members, each with a leading comma */
    String product(String metric, String more) {
        return made(
                "/v1/contract-pricing/products/create",
                "{'name': 'P', 'type': 'USAGE', 'billable_metric_id': '%s'%s}".formatted(metric, more));
    }

    String card(String more) {
        return made("/v1/contract-pricing/rate-cards/create", "{'name': 'C'" + more + "}");
    }

    void rate(String card, String product, String price, String more) {
        api().post("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2020-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': %s%s}\
            """.formatted(card, product, price, more))
                .ok();
    }

    String contract(AccountFixture.Customer customer, String card, String more) {
        return made("/v1/contracts/create", """
            {'customer_id': '%s', 'rate_card_id': '%s', 'starting_at': '2025-01-01T00:00:00Z'%s}\
            """.formatted(customer.id(), card, more));
    }

    String commit(AccountFixture.Customer customer, long amount, String segment, String more) {
        return made("/v1/contracts/customerCommits/create", """
            {'customer_id': '%s', 'type': 'PREPAID', 'name': 'Commit', 'product_id': '%s', 'priority': 1,
             'access_schedule': {'schedule_items': [{'amount': %d, %s}]}%s}\
            """.formatted(
                        customer.id(), account.fixedProduct, amount, segment, more));
    }

    String credit(AccountFixture.Customer customer, long amount, String more) {
        return made("/v1/contracts/customerCredits/create", """
            {'customer_id': '%s', 'name': 'Credit', 'product_id': '%s', 'priority': 1,
             'access_schedule': {'schedule_items': [{'amount': %d, %s}]}%s}\
            """.formatted(
                        customer.id(), account.fixedProduct, amount, YEAR_SEGMENT, more));
    }

    Api.Answer create(String type, String threshold, String more) {
        return api().post(
                        "/v1/alerts/create",
                        "{'alert_type': '%s', 'name': 'An alert', 'threshold': %s%s}".formatted(type, threshold, more));
    }

    /** An alert about one customer, who is evaluated. */
    String alert(AccountFixture.Customer customer, String type, String threshold, String more) {
        String id = create(type, threshold, ", 'customer_id': '" + customer.id() + "'" + more)
                .ok()
                .at("/data/id")
                .stringValue();
        server.settle();
        return id;
    }

    /** @param more names a part of the account */
    JsonNode get(AccountFixture.Customer customer, String alert, String more) {
        return api().post(
                        "/v1/customer-alerts/get",
                        "{'customer_id': '%s', 'alert_id': '%s'%s}".formatted(customer.id(), alert, more))
                .ok()
                .get("data");
    }

    String status(AccountFixture.Customer customer, String alert) {
        return get(customer, alert, "").get("customer_status").asString();
    }

    /** What was told of an alert, in the order in which it was written: it may come in another. */
    List<JsonNode> told(String alert) {
        return heard.stream()
                .filter(each -> each.at("/properties/alert_id").asString("").equals(alert))
                .sorted(Comparator.comparing(each -> each.get("id").stringValue()))
                .toList();
    }

    /** Each message of an alert as {@code alarm} or {@code resolved} and one of its properties. */
    List<String> told(String alert, String property) {
        return told(alert).stream()
                .map(each -> (each.get("type").stringValue().endsWith("_resolved") ? "resolved " : "alarm ")
                        + each.get("properties").path(property).asString(""))
                .toList();
    }
}

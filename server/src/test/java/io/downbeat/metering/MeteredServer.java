package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/**
 * A customer who buys gigabytes at 12.3 cents from 2025-01-01 on, on the real server and over HTTP on both sides. The
 * price makes hours that do not come to whole cents.
 */
public abstract class MeteredServer {
    private String card;
    protected TestServer server;
    protected Sandbox sandbox;
    protected String customer;

    @BeforeEach
    void a_customer_buys_gigabytes() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        sandbox = server.sandbox();
        customer = id(ok("/v1/customers", "{'name': 'Acme', 'ingest_aliases': ['acme']}"));
        String metric = id(ok("/v1/billable-metrics/create", """
            {'name': 'GB', 'aggregation_type': 'SUM', 'aggregation_key': 'gb',
             'event_type_filter': {'in_values': ['transfer']},
             'property_filters': [{'name': 'gb', 'exists': true}]}\
            """));
        String product = id(ok(
                "/v1/contract-pricing/products/create",
                "{'name': 'Transfer', 'type': 'USAGE', 'billable_metric_id': '%s'}".formatted(metric)));
        card = id(ok("/v1/contract-pricing/rate-cards/create", "{'name': 'Standard'}"));
        ok("/v1/contract-pricing/rate-cards/addRate", """
            {'rate_card_id': '%s', 'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'entitled': true,
             'rate_type': 'FLAT', 'price': 12.3}\
            """.formatted(card, product));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    protected final JsonNode ok(String path, String body) {
        return server.api().post(path, body).ok();
    }

    protected static String id(JsonNode answer) {
        return answer.at("/data/id").asString();
    }

    protected final List<JsonNode> all(String path) {
        List<JsonNode> rows = new ArrayList<>();
        server.api().get(path).ok().get("data").forEach(rows::add);
        return rows;
    }

    /** AWS reached this way. */
    protected final void setUp(String method, String settings) {
        ok("/v1/setUpBillingProvider", """
            {'billing_provider': 'aws_marketplace', 'delivery_method': '%s', 'configuration': %s}\
            """.formatted(method, settings));
    }

    /** The customer's configuration of AWS reached this way. */
    protected final String configuration(String method, String keys) {
        return ok("/v1/setCustomerBillingProviderConfigurations", """
            {'data': [{'customer_id': '%s', 'billing_provider': 'aws_marketplace', 'delivery_method': '%s',
              'configuration': %s}]}\
            """.formatted(customer, method, keys))
                .at("/data/0/id")
                .asString();
    }

    /** A monthly contract. */
    protected final String contract(String configuration) {
        return id(ok("/v1/contracts/create", """
            {'customer_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'rate_card_id': '%s',
             'billing_provider_configuration': {'billing_provider_configuration_id': '%s'},
             'usage_statement_schedule': {'frequency': 'MONTHLY', 'day': 'FIRST_OF_MONTH'}}\
            """.formatted(customer, card, configuration)));
    }

    /** From the next period on; without a configuration it is billed nowhere. */
    protected final void move(String contract, @Nullable String configuration) {
        ok("/v2/contracts/edit", """
            {'customer_id': '%s', 'contract_id': '%s', 'add_billing_provider_configuration_update': {
              'billing_provider_configuration': {'billing_provider_configuration_id': %s},
              'schedule': {'effective_at': 'START_OF_NEXT_PERIOD'}}}\
            """.formatted(
                        customer, contract, configuration == null ? "null" : "'" + configuration + "'"));
    }

    protected final void use(String at, int gigabytes) {
        ok(
                "/v1/ingest",
                "[{'transaction_id': '%1$s', 'customer_id': 'acme', 'event_type': 'transfer',"
                        .concat(" 'timestamp': '%1$s', 'properties': {'gb': '%2$d'}}]")
                        .formatted(at, gigabytes));
    }

    protected final JsonNode usageInvoice(String start) {
        return all("/v1/customers/" + customer + "/invoices?limit=100").stream()
                .filter(invoice -> invoice.path("start_timestamp").asString("").startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    protected final JsonNode metering(String invoice) {
        return server.api()
                .get("/downbeat/v1/invoices/" + invoice + "/metering")
                .ok()
                .get("data");
    }

    protected final void assertVerified() {
        JsonNode verdict = ok("/downbeat/v1/verify", "{'from': '2025-01-01T00:00:00Z', 'to': '2025-04-01T00:00:00Z'}");
        assertThat(verdict.toString()).contains("\"ok\":true");
    }
}

package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the official SDKs' own tests send, to a server: each built operation with all its parameters filled by type. What it
 * refuses it names, and never as a field that it does not know. Whatever is refused is taken away and the rest is sent
 * again, so that one refusal hides no other.
 */
class FilledRequestsTest {
    private static final int MOST_REFUSALS = 200;
    private static final Pattern NAMED = Pattern.compile("([a-z_0-9\\[\\].]+): .*", Pattern.DOTALL);

    private static TestServer server;
    private static List<FilledRequests.Filled> requests;

    @BeforeAll
    static void start() {
        server = TestServer.startedAt("2025-01-20T00:00:00Z");
        AccountFixture account = AccountFixture.setUp(server.api());
        AccountFixture.Customer customer = account.customer("acme");
        AccountFixture.Contract contract = BadBodies.contract(account, customer);
        String invoice = customer.invoices().getFirst().get("id").stringValue();
        Map<String, String> known = new HashMap<>(Map.ofEntries(
                Map.entry("customer_id", customer.id()),
                Map.entry("contract_id", contract.id()),
                Map.entry("invoice_id", invoice),
                Map.entry("billable_metric_id", account.metric),
                Map.entry("rate_card_id", account.rateCard),
                Map.entry("delivery_method_id", account.stripeMethod),
                Map.entry("billing_provider_configuration_id", customer.stripe()),
                Map.entry("billing_provider", "stripe"),
                Map.entry("billing_provider_type", "stripe"),
                Map.entry("alert_type", "spend_threshold_reached"),
                Map.entry("timestamp", "2025-01-19T00:00:00Z"),
                Map.entry("credit_type_id", "2714e483-4ff1-48e4-9e25-ac732e8f24f2"),
                Map.entry("fiat_credit_type_id", "2714e483-4ff1-48e4-9e25-ac732e8f24f2")));
        known.put("product_id", account.usageProduct);
        List<FilledRequests.Filled> ofUsage = new FilledRequests(known).all();
        known.put("product_id", account.fixedProduct);
        // Rates are of usage, charges and payments of fixed products.
        requests = new FilledRequests(known)
                .all().stream()
                        .map(request -> request.path().contains("/rate-cards/")
                                ? ofUsage.stream()
                                        .filter(other -> other.name().equals(request.name()))
                                        .findFirst()
                                        .orElseThrow()
                                : request)
                        .toList();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_built_operation_knows_each_parameter_of_the_document_and_names_what_it_refuses() {
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> ends = new HashMap<>();
        for (FilledRequests.Filled request : requests) {
            ends.merge(sent(request, wrong), 1, Integer::sum);
        }
        assertThat(wrong).isEmpty();
        assertThat(requests).as("built operations").hasSizeGreaterThan(80);
        assertThat(ends.get(200))
                .as("some are taken once all that is refused is gone")
                .isGreaterThan(30);
    }

    /** @return the status in the end */
    private static int sent(FilledRequests.Filled request, List<String> wrong) {
        String uri = request.uri();
        JsonNode body = request.body();
        for (int i = 0; i < MOST_REFUSALS; i++) {
            Api.Answer answer = answer(request.method(), uri, body);
            if (answer.status() < 400) {
                return answer.status();
            }
            String message = answer.json().path("message").asString("");
            if (answer.status() >= 500 || message.contains("unknown field") || message.contains("unknown parameter")) {
                wrong.add(request.name() + ": " + answer.status() + " " + message);
            }
            if (answer.status() != 400) {
                return answer.status();
            }
            Matcher named = NAMED.matcher(message);
            if (!named.matches()) {
                if (!message.contains(FilledRequests.SOMEBODY)) {
                    wrong.add(request.name() + " names neither a field nor an id: " + message);
                }
                return 400;
            }
            String place = named.group(1);
            String less = uri.replaceFirst("([?&])" + Pattern.quote(place) + "=[^&]*&?", "$1");
            if (body != null && FilledRequests.take(body, place).isPresent()) {
                continue;
            }
            if (less.equals(uri)) {
                return 400;
            }
            uri = less;
        }
        wrong.add(request.name() + " refuses one field after the other");
        return 400;
    }

    private static Api.Answer answer(String method, String uri, JsonNode body) {
        return switch (method) {
            case "GET" -> server.api().get(uri);
            case "DELETE" -> server.api().delete(uri);
            default -> server.api().postRaw(uri, body == null ? "" : body.toString());
        };
    }
}

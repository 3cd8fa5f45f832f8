package io.downbeat.preflight;

import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.PrivateKeys;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A server, its providers and a customer whose configurations the tests check. */
final class PreflightHarness implements AutoCloseable {
    final Sandbox sandbox;
    final TestServer server;
    final AccountFixture account;
    final AccountFixture.Customer acme;

    PreflightHarness(String start) throws IOException {
        sandbox = Sandbox.standalone("127.0.0.1", 0, InstantSource.system());
        server = TestServer.startedAt(
                start,
                Map.of(
                        "DOWNBEAT_STRIPE_API_BASE", sandbox.uri() + "/stripe",
                        "DOWNBEAT_NETSUITE_API_BASE", sandbox.uri() + "/netsuite"));
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @Override
    public void close() {
        server.close();
        sandbox.close();
    }

    String stripe(String customer) {
        return configure("stripe", """
            {"stripe_customer_id": "%s", "stripe_collection_method": "charge_automatically"}\
            """.formatted(customer));
    }

    String configure(String provider, String configuration) {
        return server.api()
                .post("/v1/setCustomerBillingProviderConfigurations", """
                    {"data": [{"customer_id": "%s", "billing_provider": "%s",
                      "delivery_method": "direct_to_billing_provider", "configuration": %s}]}\
                    """.formatted(acme.id(), provider, configuration))
                .ok()
                .at("/data/0/id")
                .stringValue();
    }

    void setUpNetsuite() {
        server.api()
                .post("/v1/setUpBillingProvider", """
                    {"billing_provider": "netsuite", "delivery_method": "direct_to_billing_provider", "configuration":
                      {"netsuite_account_id": "1234567_SB1", "netsuite_client_id": "client-1",
                       "netsuite_certificate_id": "certificate-1", "netsuite_private_key": %s}}\
                    """.formatted(Json.write(PrivateKeys.EC)))
                .ok();
    }

    void apiKey(String key) {
        server.api()
                .post(
                        "/downbeat/v1/deliveryMethods/" + account.stripeMethod + "/credentials",
                        "{'configuration': {'stripe_api_key': '" + key + "'}}")
                .ok();
    }

    void archive(String configuration) {
        server.api()
                .post("/v1/archiveCustomerBillingProviderConfigurations", """
                    {"customer_id": "%s", "customer_billing_provider_configuration_ids": ["%s"]}\
                    """.formatted(acme.id(), configuration))
                .ok();
    }

    List<JsonNode> checkContract(String contract) {
        return check("{'contract_id': '" + contract + "'}");
    }

    JsonNode checkConfiguration(String configuration) {
        return check("{'billing_provider_configuration_id': '" + configuration + "'}")
                .getFirst();
    }

    List<JsonNode> check(String body) {
        JsonNode answer =
                server.api().post("/downbeat/v1/providers/check", body).ok();
        List<JsonNode> all = new ArrayList<>();
        answer.get("data").forEach(all::add);
        return all;
    }

    List<JsonNode> notices(String query) {
        List<JsonNode> all = new ArrayList<>();
        server.api().get("/downbeat/v1/notices" + query).ok().get("data").forEach(all::add);
        return all;
    }

    List<JsonNode> alerts() {
        List<JsonNode> all = new ArrayList<>();
        server.api().get("/downbeat/v1/alerts").ok().get("data").forEach(all::add);
        return all;
    }

    /** How often Stripe was asked about its account, which every check begins with. */
    int looks() {
        return sandbox.calls().getOrDefault("stripe/get_account", 0);
    }

    /** The worst verdict per name. */
    static Map<String, String> verdicts(JsonNode checked) {
        List<String> worst = List.of("OK", "WARNING", "UNKNOWN", "FAILED");
        Map<String, String> found = new TreeMap<>();
        checked.get("points")
                .forEach(point -> found.merge(
                        point.get("name").stringValue(),
                        point.get("verdict").stringValue(),
                        (one, other) -> worst.indexOf(one) > worst.indexOf(other) ? one : other));
        return found;
    }
}

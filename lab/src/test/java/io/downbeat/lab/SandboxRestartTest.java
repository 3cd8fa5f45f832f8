package io.downbeat.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.connectors.gcp.GoogleKeys;
import io.downbeat.platform.http.Json;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.ServerProcess;
import io.downbeat.testing.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code serve --sandbox} on one folder, ended between two months: the simulators remember what the server remembers. */
class SandboxRestartTest {
    private static final Map<String, String> SETTINGS = Map.of("DOWNBEAT_API_TOKEN", TestServer.TOKEN);
    private static final String EVERYTHING = "{'from': '2025-01-01T00:00:00Z', 'to': '2025-04-01T00:00:00Z'}";

    @TempDir
    Path folder;

    @Test
    void a_restart_between_two_months_parks_nothing_and_loses_nothing_at_any_provider() {
        List<AccountFixture.Contract> contracts;
        Map<String, JsonNode> held;
        try (ServerProcess first = serve()) {
            contracts = contracts(first.api());
            first.api()
                    .post("/downbeat/v1/clock", "{'now': '2025-02-03T00:00:00Z'}")
                    .ok();
            assertRested(first.api(), contracts, 1);
            held = ledger(first.api());
            first.stop();
        }
        try (ServerProcess second = serve()) {
            assertThat(ledger(second.api())).as("what the providers hold").isEqualTo(held);
            secondMonth(second.api(), contracts);
            for (AccountFixture.Contract contract : contracts) {
                use(second.api(), contract.customer().name(), "2025-03-03T00:00:00Z", 500);
            }
            second.stop();
        }
        ServerProcess.Ended drill = ServerProcess.run(
                "drill", List.of("--provider", "stripe", "--hours", "2", "--data", folder.toString()), Map.of());
        assertThat(drill.exitCode()).as(drill.output()).isZero();
        assertThat(drill.output()).contains("everything was through by").doesNotContain("parked:");
        ServerProcess.Ended refused = ServerProcess.run(
                "drill",
                List.of("--provider", "stripe", "--fault", "bad_request", "--hours", "2", "--data", folder.toString()),
                Map.of());
        assertThat(refused.exitCode()).as(refused.output()).isOne();
        assertThat(refused.output()).contains("parked: Refused by a fault of the sandbox", "of invoice");
    }

    @Test
    void what_was_answered_before_a_kill_is_held_after_it() {
        List<AccountFixture.Contract> contracts;
        Map<String, JsonNode> held;
        try (ServerProcess first = serve()) {
            contracts = contracts(first.api());
            first.api()
                    .post("/downbeat/v1/clock", "{'now': '2025-02-03T00:00:00Z'}")
                    .ok();
            held = ledger(first.api());
            first.kill();
        }
        try (ServerProcess second = serve()) {
            assertThat(ledger(second.api())).as("what the providers hold").isEqualTo(held);
            secondMonth(second.api(), contracts);
        }
    }

    private static void secondMonth(Api api, List<AccountFixture.Contract> contracts) {
        for (AccountFixture.Contract contract : contracts) {
            use(api, contract.customer().name(), "2025-02-03T01:00:00Z", 700);
        }
        api.post("/downbeat/v1/clock", "{'now': '2025-03-03T00:00:00Z'}").ok();
        assertRested(api, contracts, 2);
        JsonNode compared = api.post("/downbeat/v1/reconcile", EVERYTHING).ok();
        assertThat(compared.get("findings")).as(compared.toString()).isEmpty();
        JsonNode verdict = api.post("/downbeat/v1/verify", EVERYTHING).ok();
        assertThat(verdict.get("ok").asBoolean()).as(verdict.toString()).isTrue();
    }

    private ServerProcess serve() {
        return ServerProcess.serve(
                List.of("--sandbox", "--port", "0", "--data", folder.toString(), "--clock", "2025-01-30T00:00:00Z"),
                SETTINGS);
    }

    private static void assertRested(Api api, List<AccountFixture.Contract> contracts, int months) {
        for (AccountFixture.Contract contract : contracts) {
            var again = new AccountFixture.Contract(api, contract.customer(), contract.id());
            assertThat(again.deliveries())
                    .as(contract.customer().name())
                    .hasSize(months)
                    .allSatisfy(each -> assertThat(each.get("state").asString())
                            .as(each.toString())
                            .isIn("SENT", "CONFIRMED"));
        }
    }

    private static Map<String, JsonNode> ledger(Api api) {
        Map<String, JsonNode> held = new TreeMap<>();
        api.get("/sandbox/ledger")
                .ok()
                .get("data")
                .forEach(each -> held.put(
                        each.get("provider").asString() + " " + each.get("id").asString(), each));
        return held;
    }

    // ---- one contract at each destination

    private static List<AccountFixture.Contract> contracts(Api api) {
        AccountFixture account = AccountFixture.setUp(api);
        api.post("/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'netsuite_internal_item_id': '144'}\
            """.formatted(account.usageProduct))
                .ok();
        URI sandbox = URI.create(api.get("/sandbox/address").ok().get("uri").asString());
        String google = GoogleKeys.serviceAccount(sandbox, "meter@project.iam");
        String pem = Json.write(Json.read(google).get("private_key").asString());
        String keys = "\"aws_region\": \"us-east-1\", \"aws_access_key_id\": \"AKIATEST\","
                + " \"aws_secret_access_key\": \"not-a-key\"";
        List<AccountFixture.Contract> all = new ArrayList<>();
        AccountFixture.Customer card = account.customer("card");
        all.add(contract(card, card.stripe()));
        AccountFixture.Customer invoiced = account.customer("invoiced");
        all.add(contract(invoiced, invoiced.otherStripe()));
        AccountFixture.Customer aws = account.customer("aws");
        all.add(metered(aws, aws.aws()));
        all.add(at(
                account,
                "netsuite",
                "direct_to_billing_provider",
                """
                "netsuite_account_id": "1234567", "netsuite_client_id": "client", "netsuite_certificate_id": "cert",
                "netsuite_private_key": %s\
                """.formatted(pem),
                "\"netsuite_customer_id\": \"220\""));
        all.add(at(
                account,
                "azure_marketplace",
                "direct_to_billing_provider",
                """
                "azure_tenant_id": "contoso", "azure_client_id": "client", "raw_azure_client_secret": "s\"\
                """,
                "\"azure_subscription_id\": \"sub-1\""));
        all.add(at(
                account,
                "gcp_marketplace",
                "direct_to_billing_provider",
                "\"gcp_provider_id\": \"provider\", \"raw_gcp_service_account_key\": " + Json.write(google),
                "\"gcp_entitlement_id\": \"ent-1\", \"gcp_service_name\": \"acme.endpoints.cloud.goog\""));
        String buyer = "\"aws_customer_id\": \"buyer\", \"aws_product_code\": \"prod-1\"";
        all.add(at(
                account,
                "aws_marketplace",
                "tackle",
                "\"tackle_product_id\": \"tackled\", \"tackle_api_token\": \"tk-secret\"",
                buyer + ", \"aws_customer_account_id\": \"buyer-account\""));
        all.add(at(
                account,
                "aws_marketplace",
                "aws_sqs",
                "\"aws_sqs_queue_url\": \"https://sqs.us-east-1.amazonaws.com/111122223333/bills.fifo\", " + keys,
                buyer + ", \"aws_region\": \"us-east-1\""));
        all.add(at(
                account,
                "aws_marketplace",
                "aws_sns",
                "\"aws_sns_topic_arn\": \"arn:aws:sns:us-east-1:111122223333:bills\", " + keys,
                buyer + ", \"aws_region\": \"us-east-1\""));
        return all;
    }

    private static AccountFixture.Contract at(
            AccountFixture account, String provider, String way, String method, String configuration) {
        AccountFixture.Customer customer = account.customer(provider + "-" + way);
        Api api = customer.api();
        String methodId = api.postRaw("/v1/setUpBillingProvider", """
            {"billing_provider": "%s", "delivery_method": "%s", "configuration": {%s}}\
            """.formatted(provider, way, method))
                .ok()
                .at("/data/delivery_method_id")
                .asString();
        String id = api.postRaw("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [{"customer_id": "%s", "billing_provider": "%s", "delivery_method": "%s",
              "delivery_method_id": "%s", "configuration": {%s}}]}\
            """.formatted(
                                customer.id(), provider, way, methodId, configuration))
                .ok()
                .at("/data/0/id")
                .asString();
        return way.startsWith("aws_s") || provider.equals("netsuite") ? contract(customer, id) : metered(customer, id);
    }

    private static AccountFixture.Contract contract(AccountFixture.Customer customer, String configuration) {
        return contract(customer, configuration, "");
    }

    /** Hours are what takes time here, so there are as few of them around the restart as two invoices need. */
    private static AccountFixture.Contract metered(AccountFixture.Customer customer, String configuration) {
        return contract(customer, configuration, ", 'ending_before': '2025-02-06T00:00:00Z'");
    }

    private static AccountFixture.Contract contract(
            AccountFixture.Customer customer, String configuration, String more) {
        AccountFixture.Contract contract = customer.contract("2025-01-30T00:00:00Z", configuration, more);
        use(customer.api(), customer.name(), "2025-01-30T00:00:00Z", 900);
        return contract;
    }

    private static void use(Api api, String customer, String at, long units) {
        api.post("/v1/ingest", """
            [{"transaction_id": "%2$s %1$s", "customer_id": "%1$s", "event_type": "use", "timestamp": "%2$s",
              "properties": {"n": "%3$d"}}]\
            """.formatted(customer, at, units)).ok();
    }
}

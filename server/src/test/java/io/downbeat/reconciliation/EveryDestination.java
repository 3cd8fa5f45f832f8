package io.downbeat.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.connectors.gcp.GoogleKeys;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.PrivateKeys;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * One server for a whole class of tests, with all providers simulated in its time. The clock only goes forward, so each
 * test opens accounts and customers of its own and bills them for the day that comes.
 */
final class EveryDestination implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final TestServer server = TestServer.startedAt("2025-01-01T00:00:00Z");
    final Sandbox sandbox = server.sandbox();
    final AccountFixture account;
    private int count;

    EveryDestination() {
        account = AccountFixture.setUp(server.api());
        ok("/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'netsuite_internal_item_id': '144'}\
            """.formatted(account.usageProduct));
        ok("/v1/contract-pricing/products/update", """
            {'product_id': '%s', 'starting_at': '2025-01-01T00:00:00Z', 'netsuite_internal_item_id': '145'}\
            """.formatted(account.fixedProduct));
    }

    @Override
    public void close() {
        server.close();
    }

    JsonNode ok(String path, String body) {
        return server.api().post(path, body).ok();
    }

    List<JsonNode> all(String path) {
        List<JsonNode> rows = new ArrayList<>();
        server.api().get(path).ok().get("data").forEach(rows::add);
        return rows;
    }

    Instant now() {
        return server.bean(BusinessClock.class).instant();
    }

    /** Goes on to midnight, unless it is. */
    Instant today() {
        Instant day = now().truncatedTo(ChronoUnit.DAYS);
        if (!day.equals(now())) {
            server.advanceTo(day.plus(Duration.ofDays(1)).toString());
        }
        return now();
    }

    void advance(Duration by) {
        server.advanceTo(now().plus(by).toString());
    }

    AccountFixture.Customer customer() {
        return account.customer("customer-" + ++count);
    }

    // ---- accounts

    String method(String provider, String way, String configuration) {
        return server.api()
                .postRaw("/v1/setUpBillingProvider", """
                    {"billing_provider": "%s", "delivery_method": "%s", "configuration": %s}\
                    """.formatted(provider, way, configuration))
                .ok()
                .at("/data/delivery_method_id")
                .asString();
    }

    /** An account at NetSuite; {@code name} is its client too, by which the simulator tells accounts apart. */
    String netsuite(String name) {
        return method("netsuite", "direct_to_billing_provider", """
            {"netsuite_account_id": "%1$s", "netsuite_client_id": "%1$s", "netsuite_certificate_id": "certificate-1",
             "netsuite_private_key": %2$s}\
            """.formatted(name, Json.write(PrivateKeys.EC)));
    }

    String azure(String client) {
        return method("azure_marketplace", "direct_to_billing_provider", """
            {"azure_tenant_id": "contoso", "azure_client_id": "%s", "raw_azure_client_secret": "sandbox-secret"}\
            """.formatted(client));
    }

    String google(String provider) {
        return method(
                "gcp_marketplace",
                "direct_to_billing_provider",
                "{\"gcp_provider_id\": \"" + provider + "\", \"raw_gcp_service_account_key\": "
                        + Json.write(GoogleKeys.serviceAccount(sandbox.uri(), "meter@project.iam")) + "}");
    }

    String tackle(String product) {
        return method("aws_marketplace", "tackle", """
            {"tackle_product_id": "%s", "tackle_api_token": "tk-secret"}\
            """.formatted(product));
    }

    String queue(String way, String address) {
        String key = way.equals("aws_sqs") ? "aws_sqs_queue_url" : "aws_sns_topic_arn";
        return method("aws_marketplace", way, """
            {"%s": "%s", "aws_region": "us-east-1", "aws_access_key_id": "AKIATESTTESTTEST",
             "aws_secret_access_key": "not-a-key"}\
            """.formatted(key, address));
    }

    String configuration(AccountFixture.Customer customer, String provider, String way, String method, String keys) {
        return ok("/v1/setCustomerBillingProviderConfigurations", """
            {'data': [{'customer_id': '%s', 'billing_provider': '%s', 'delivery_method': '%s',
              'delivery_method_id': '%s', 'configuration': {%s}}]}\
            """.formatted(
                                customer.id(), provider, way, method, keys))
                .at("/data/0/id")
                .asString();
    }

    String atNetsuite(AccountFixture.Customer customer, String method) {
        return configuration(
                customer,
                "netsuite",
                "direct_to_billing_provider",
                method,
                "'netsuite_customer_id': '" + (200 + ++count) + "'");
    }

    String atAzure(AccountFixture.Customer customer, String method, String subscription) {
        return configuration(
                customer,
                "azure_marketplace",
                "direct_to_billing_provider",
                method,
                "'azure_subscription_id': '" + subscription + "'");
    }

    String atGoogle(AccountFixture.Customer customer, String method, String entitlement) {
        return configuration(
                customer,
                "gcp_marketplace",
                "direct_to_billing_provider",
                method,
                "'gcp_entitlement_id': '" + entitlement + "', 'gcp_service_name': 'acme.endpoints.cloud.goog'");
    }

    String atTackle(AccountFixture.Customer customer, String method, String buyer) {
        return configuration(
                customer,
                "aws_marketplace",
                "tackle",
                method,
                "'aws_customer_id': '%1$s', 'aws_customer_account_id': '%1$s-account', 'aws_product_code': 'prod-1'"
                        .formatted(buyer));
    }

    String atQueue(AccountFixture.Customer customer, String way, String method, String buyer) {
        return configuration(
                customer,
                "aws_marketplace",
                way,
                method,
                "'aws_customer_id': '" + buyer + "', 'aws_product_code': 'prod-1', 'aws_region': 'us-east-1'");
    }

    // ---- bills

    /** A contract of one day that uses so many cents in its first hour. */
    Bill contract(AccountFixture.Customer customer, String configuration, long cents) {
        Instant day = today();
        var contract = customer.contract(
                day.toString(), configuration, ", 'ending_before': '" + day.plus(Duration.ofDays(1)) + "'");
        use(customer, day, cents);
        return new Bill(this, customer, contract, day);
    }

    void use(AccountFixture.Customer customer, Instant at, long cents) {
        customer.use("t" + ++count, at.toString(), cents);
    }

    /** One contract that has, or will have, one invoice. */
    record Bill(EveryDestination all, AccountFixture.Customer customer, AccountFixture.Contract contract, Instant day) {

        JsonNode delivery() {
            return contract.deliveries().getFirst();
        }

        String id() {
            return delivery().get("id").asString();
        }

        String state() {
            return delivery().get("state").asString();
        }

        String reason() {
            return delivery().get("reason").asString();
        }

        String ref() {
            return delivery().get("provider_ref").asString();
        }

        String invoiceId() {
            return delivery().get("invoice_id").asString();
        }

        JsonNode external() {
            return all.invoice(customer, invoiceId()).get("external_invoice");
        }

        String status() {
            return external().get("external_status").asString();
        }

        Bill delivered() {
            assertThat(state()).as(delivery().toString()).isIn("SENT", "CONFIRMED");
            return this;
        }
    }

    /** Until the day's invoices are finalized and delivered, and a marketplace's day counts as settled. */
    void deliver() {
        server.advanceTo(today().plus(Duration.ofDays(3)).toString());
    }

    JsonNode invoice(AccountFixture.Customer customer, String id) {
        return server.api()
                .get("/v1/customers/" + customer.id() + "/invoices/" + id)
                .ok()
                .get("data");
    }

    JsonNode metering(String invoice) {
        return server.api()
                .get("/downbeat/v1/invoices/" + invoice + "/metering")
                .ok()
                .get("data");
    }

    void voided(String invoice) {
        ok("/v1/invoices/void", "{'id': '" + invoice + "'}");
        server.settle();
    }

    String regenerated(String invoice) {
        String made = ok("/v1/invoices/regenerate", "{'id': '" + invoice + "'}")
                .at("/data/id")
                .asString();
        server.settle();
        return made;
    }

    // ---- reconciling

    /** Asks one account about a bill's days, and sees that asking changed nothing on either side. */
    JsonNode reconcile(String method, Instant from) {
        String body = "{'from': '%s', 'to': '%s'%s}"
                .formatted(
                        from,
                        now().plus(Duration.ofDays(1)),
                        method == null ? "" : ", 'delivery_method_id': '" + method + "'");
        Map<String, String> before = state();
        List<LedgerEntry> held = sandbox.ledger();
        JsonNode result = ok("/downbeat/v1/reconcile", body);
        assertThat(state()).as("asking is read-only").isEqualTo(before);
        assertThat(sandbox.ledger()).as("asking is read-only").isEqualTo(held);
        assertThat(result.has("plan")).isEqualTo(!result.get("findings").isEmpty());
        return result;
    }

    /** A hash of each table but those that plans are kept in, and the log that says what was refused. */
    Map<String, String> state() {
        JdbcClient database = JdbcClient.create(server.database().dataSource());
        Map<String, String> state = new TreeMap<>();
        List<String> tables = database.sql("""
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                AND table_name NOT IN ('reconcile_plan', 'reconcile_step', 'audit_entry')
            """).query(String.class).list();
        String question = String.join(
                " UNION ALL ",
                tables.stream()
                        .map(table -> ("SELECT '%1$s' AS name, count(*) || ' '"
                                        + " || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS hash"
                                        + " FROM %1$s t")
                                .formatted(table))
                        .toList());
        database.sql(question)
                .query((row, number) -> state.put(row.getString("name"), row.getString("hash")))
                .list();
        assertThat(state).containsKeys("delivery", "delivery_attempt", "delivery_action", "invoice", "metering_record");
        return state;
    }

    JsonNode apply(JsonNode result, String body) {
        return ok("/downbeat/v1/reconcile/" + result.at("/plan/id").asString() + "/apply", body)
                .get("data");
    }

    static List<String> kinds(JsonNode result) {
        List<String> kinds = new ArrayList<>();
        result.get("findings").forEach(found -> kinds.add(found.get("kind").asString()));
        return kinds;
    }

    static JsonNode only(JsonNode result) {
        assertThat(result.get("findings")).as(result.toString()).hasSize(1);
        return result.at("/findings/0");
    }

    void assertVerified() {
        JsonNode verdict = ok("/downbeat/v1/verify", "{}");
        assertThat(verdict.get("violations")).as(verdict.toString()).isEmpty();
        assertThat(verdict.get("ok").asBoolean()).isTrue();
    }

    // ---- what happens at the providers

    List<LedgerEntry> held(String provider) {
        return sandbox.ledger().stream()
                .filter(each -> each.provider().equals(provider))
                .toList();
    }

    /** Of one buyer at a marketplace. */
    long metered(String buyer) {
        return sandbox.ledger().stream()
                .filter(each -> each.slot() != null && each.customer().contains(buyer))
                .mapToLong(LedgerEntry::amount)
                .sum();
    }

    void happensAtNetsuite(String invoice, String event) {
        String body = "{\"invoice\": \"%s\", \"event\": \"%s\"}".formatted(invoice, event);
        assertThat(sandbox.control("POST", "/sandbox/netsuite/events", body.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
    }

    /** Somebody with the account's own credentials writes an invoice there. */
    void writeAtNetsuite(String client, String externalId, String more) {
        long second = now().getEpochSecond();
        String header = base64("{\"alg\": \"PS256\", \"kid\": \"certificate-1\"}");
        String claims = base64("""
            {"iss": "%s", "scope": ["rest_webservices"], "aud": "%s/netsuite/services/rest/auth/oauth2/v1/token",
             "iat": %d, "exp": %d}\
            """.formatted(client, sandbox.uri(), second, second + 600));
        JsonNode token = send(request("/netsuite/services/rest/auth/oauth2/v1/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_assertion_type="
                        + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                        + header + "." + claims + ".c2lnbmVk")));
        send(request("/netsuite/services/rest/record/v1/invoice/eid:" + externalId)
                .header("Authorization", "Bearer " + token.get("access_token").asString())
                .PUT(HttpRequest.BodyPublishers.ofString("""
                    {"entity": {"id": "220"}, "currency": {"id": "1"}%s,
                     "item": {"items": [{"item": {"id": "144"}, "amount": 7.5}]}}\
                    """.formatted(more))));
    }

    /** How often a provider was asked something so far. */
    int calls(String step) {
        return sandbox.calls().getOrDefault(step, 0);
    }

    void writeAtAzure(String client, String subscription, Instant hour, long quantity) {
        JsonNode token = send(request("/azure/contoso/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client
                        + "&client_secret=sandbox-secret&resource=20e940b3-4c77-4b0b-9a53-9e16a1b010a7")));
        send(request("/azure/api/usageEvent?api-version=2018-08-31")
                .header("Authorization", "Bearer " + token.get("access_token").asString())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                    {"resourceId": "%s", "planId": "gold", "dimension": "usage_fee", "quantity": %d,
                     "effectiveStartTime": "%s"}\
                    """.formatted(subscription, quantity, hour))));
    }

    void writeAtTackle(String product, String buyer, Instant hour, long quantity) {
        send(request("/tackle/v1/metering/usage-records")
                .header("Authorization", "Bearer tk-secret")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                    {"cloud": "aws", "product_id": "%s", "customer_id": "%s", "start_time": "%s",
                     "dimension": {"name": "usage_fee", "quantity": %d}}\
                    """.formatted(
                        product, buyer, hour.toString().replace('T', ' ').replace("Z", ""), quantity))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.uri() + path));
    }

    private static JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
            return Json.read(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.downbeat.lab.bench.peer;

import io.downbeat.lab.bench.load.Wire;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Kill Bill's API as far as a comparison needs it: a tenant of our own with one plan that bills usage in arrear, accounts with
 * a subscription each, usage, and its test clock.
 */
final class KillBill {
    static final String UNIT = "calls";
    static final String PLAN = "calls-monthly";
    private static final String JSON = "application/json";
    /** The control tag by which nothing is charged: who has no payment method could not pay. */
    private static final String AUTO_PAY_OFF = "00000000-0000-0000-0000-000000000001";

    private static final String CATALOG = """
        <?xml version="1.0" encoding="UTF-8" standalone="no"?>
        <catalog xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="CatalogSchema.xsd ">
          <effectiveDate>2011-01-01T00:00:00+00:00</effectiveDate>
          <catalogName>Downbeat bench</catalogName>
          <recurringBillingMode>IN_ADVANCE</recurringBillingMode>
          <currencies><currency>USD</currency></currencies>
          <units><unit name="%1$s"/></units>
          <products><product name="Calls"><category>BASE</category></product></products>
          <rules>
            <changePolicy><changePolicyCase><policy>IMMEDIATE</policy></changePolicyCase></changePolicy>
            <cancelPolicy><cancelPolicyCase><policy>IMMEDIATE</policy></cancelPolicyCase></cancelPolicy>
          </rules>
          <plans>
            <plan name="%2$s">
              <product>Calls</product>
              <recurringBillingMode>IN_ARREAR</recurringBillingMode>
              <finalPhase type="EVERGREEN">
                <duration><unit>UNLIMITED</unit></duration>
                <usages>
                  <usage name="%2$s-usage" billingMode="IN_ARREAR" usageType="CONSUMABLE">
                    <billingPeriod>MONTHLY</billingPeriod>
                    <tiers><tier><blocks><tieredBlock>
                      <unit>%1$s</unit><size>1</size>
                      <prices><price><currency>USD</currency><value>0.03</value></price></prices><max>-1</max>
                    </tieredBlock></blocks></tier></tiers>
                  </usage>
                </usages>
              </finalPhase>
            </plan>
          </plans>
          <priceLists><defaultPriceList name="DEFAULT"><plans><plan>%2$s</plan></plans></defaultPriceList></priceLists>
        </catalog>
        """.formatted(UNIT, PLAN);

    private final URI server;
    private final String tenant = "downbeat-bench-" + UUID.randomUUID();
    private final String authorization;

    /** @param credentials user and password with a colon between them */
    KillBill(URI server, String credentials) {
        this.server = server;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    Wire connect() throws IOException {
        return new Wire(server);
    }

    /**
     * A tenant of our own, so that no other's accounts are changed or counted. What {@link #clock} moves is the whole server's
     * all the same.
     */
    void setUp() {
        ask("POST", "/1.0/kb/tenants", JSON, "{\"apiKey\": \"%1$s\", \"apiSecret\": \"%1$s\"}".formatted(tenant));
        ask("POST", "/1.0/kb/catalog/xml", "text/xml", CATALOG);
    }

    /**
     * The whole server's clock, back or forth: what other tenants have due by then happens too. Its answer comes once nothing
     * due is left, or after that many seconds: then something still may be.
     */
    void clock(String to, int seconds) {
        ask("POST", "/1.0/kb/test/clock?requestedDate=" + to + "&timeoutSec=" + seconds, JSON, "");
    }

    /** @param account and {@code subscription}: their ids there */
    record Subscriber(String account, String subscription) {}

    Subscriber subscriber(int number) {
        String key = tenant + "-" + number;
        ask("POST", "/1.0/kb/accounts", JSON, """
            {"name": "Customer %d", "externalKey": "%s", "currency": "USD", "timeZone": "UTC", "locale": "en_US"}\
            """.formatted(number, key));
        String account =
                get("/1.0/kb/accounts?externalKey=" + key).get("accountId").asString();
        ask("POST", "/1.0/kb/accounts/" + account + "/tags", JSON, "[\"" + AUTO_PAY_OFF + "\"]");
        ask("POST", "/1.0/kb/subscriptions", JSON, """
            {"accountId": "%s", "externalKey": "%s", "planName": "%s"}\
            """.formatted(account, key, PLAN));
        String subscription = get("/1.0/kb/accounts/" + account + "/bundles")
                .at("/0/subscriptions/0/subscriptionId")
                .asString();
        return new Subscriber(account, subscription);
    }

    /** What its invoices of this account come to, and how many there are. */
    JsonNode invoices(String account) {
        return get("/1.0/kb/accounts/" + account + "/invoices");
    }

    byte[] usage(String body) {
        return request("POST", "/1.0/kb/usages", JSON, body);
    }

    private JsonNode get(String path) {
        return Json.read(ask("GET", path, JSON, ""));
    }

    private String ask(String method, String path, String type, String body) {
        try (Wire wire = connect()) {
            Wire.Answer answer = wire.ask(request(method, path, type, body));
            if (answer.status() < 200 || answer.status() > 299) {
                throw new IllegalStateException(
                        method + " " + path + " of the peer answered " + answer.status() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException("the peer at " + server + " gave no answer to " + method + " " + path, e);
        }
    }

    private byte[] request(String method, String path, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = """
            %s %s HTTP/1.1
            Host: %s
            Authorization: %s
            X-Killbill-ApiKey: %6$s
            X-Killbill-ApiSecret: %6$s
            X-Killbill-CreatedBy: downbeat-bench
            Accept: application/json
            Content-Type: %5$s
            Content-Length: %7$d

            """.formatted(method, path, server.getAuthority(), authorization, type, tenant, bytes.length)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(bytes, 0, request, head.length, bytes.length);
        return request;
    }
}

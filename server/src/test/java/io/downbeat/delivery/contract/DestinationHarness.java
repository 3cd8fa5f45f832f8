package io.downbeat.delivery.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.contract.Destination.Kind;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** One server and all providers, simulated in the server's time; each case brings a customer of its own. */
final class DestinationHarness implements AutoCloseable {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final TestServer server = TestServer.startedAt(START.toString());
    private final Sandbox sandbox = server.sandbox();
    private final InstantSource time = server.bean(BusinessClock.class);
    private final Map<Destination, String> methods = new LinkedHashMap<>();
    private final String fee;
    private final String card;
    private int customers;

    DestinationHarness() {
        Destinations.all(sandbox.uri()).forEach(each -> methods.put(each, setUp(each)));
        fee = ok(
                        "/v1/contract-pricing/products/create",
                        "{\"name\": \"Fee\", \"type\": \"FIXED\", \"netsuite_internal_item_id\": \"144\"}")
                .at("/data/id")
                .asString();
        card = usageCard();
    }

    /** One usage product at a cent a unit of {@code n}. */
    private String usageCard() {
        String metric = id("/v1/billable-metrics/create", """
            {"name": "Use", "aggregation_type": "SUM", "aggregation_key": "n",
             "event_type_filter": {"in_values": ["use"]}, "property_filters": [{"name": "n", "exists": true}]}\
            """);
        String product = id("/v1/contract-pricing/products/create", """
            {"name": "Use", "type": "USAGE", "billable_metric_id": "%s", "netsuite_internal_item_id": "144"}\
            """.formatted(metric));
        String made = id("/v1/contract-pricing/rate-cards/create", "{\"name\": \"Card\"}");
        ok("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "2020-01-01T00:00:00Z", "entitled": true,
             "rate_type": "FLAT", "price": 1}\
            """.formatted(made, product));
        return made;
    }

    private String id(String path, String body) {
        return ok(path, body).at("/data/id").asString();
    }

    Stream<Destination> destinations() {
        return methods.keySet().stream();
    }

    private String setUp(Destination destination) {
        return ok("/v1/setUpBillingProvider", """
            {"billing_provider": "%s", "delivery_method": "%s", "configuration": %s}\
            """.formatted(
                                destination.provider(), destination.method(), destination.settings()))
                .at("/data/delivery_method_id")
                .asString();
    }

    JsonNode ok(String path, String body) {
        return server.api().postRaw(path, body).ok();
    }

    JsonNode get(String path) {
        return server.api().get(path).ok();
    }

    /** A new customer there who owes an amount of its own in a minute. */
    Sent charge(Destination destination) {
        return charge(destination, now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1)));
    }

    /** One customer at each, and the first requests of all leave at the same instant. */
    Map<Destination, Sent> chargeAll() {
        Instant hour = now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        Map<Destination, Sent> all = new LinkedHashMap<>();
        destinations().forEach(each -> all.put(each, charge(each, hour.plus(Sent.untilItLeaves(each)))));
        return all;
    }

    /**
     * One customer at each who used so many cents' worth in a week that begins with this hour and is billed a day after
     * its end.
     */
    Map<Destination, Sent> useAtEach(String cents) {
        Instant hour = now().truncatedTo(ChronoUnit.HOURS);
        Map<Destination, Sent> all = new LinkedHashMap<>();
        destinations().forEach(each -> all.put(each, use(each, cents, hour)));
        return all;
    }

    private Sent use(Destination destination, String cents, Instant from) {
        String label = nextLabel();
        Instant until = from.plus(Duration.ofDays(7));
        String customer = customer(label);
        String contract = id("/v1/contracts/create", """
            {"customer_id": "%s", "rate_card_id": "%s", "starting_at": "%s", "ending_before": "%s",
             "usage_statement_schedule": {"frequency": "WEEKLY", "day": "CONTRACT_START"},
             "billing_provider_configuration": {"billing_provider_configuration_id": "%s"}}\
            """.formatted(
                        customer, card, from, until, configuration(destination, customer, label)));
        ok("/v1/ingest", """
            [{"transaction_id": "use-%s", "customer_id": "%s", "event_type": "use", "timestamp": "%s",
              "properties": {"n": "%s"}}]\
            """.formatted(label, customer, from, cents));
        return new Sent(this, destination, customer, contract, label, 0, until.plus(Duration.ofDays(1)));
    }

    /** Digits only: NetSuite's ids are numbers. */
    private String nextLabel() {
        return Integer.toString(7000 + ++customers);
    }

    private String customer(String label) {
        return id("/v1/customers", "{\"name\": \"Customer %s\"}".formatted(label));
    }

    private Sent charge(Destination destination, Instant at) {
        String label = nextLabel();
        String customer = customer(label);
        String configuration = configuration(destination, customer, label);
        long cents = 10_000 + 37L * customers;
        String contract = ok("/v1/contracts/create", """
            {"customer_id": "%s", "starting_at": "%s",
             "billing_provider_configuration": {"billing_provider_configuration_id": "%s"},
             "scheduled_charges": [{"product_id": "%s", "name": "Fee", "schedule": {"schedule_items": [
               {"timestamp": "%s", "unit_price": %d, "quantity": 1}]}}]}\
            """.formatted(customer, START, configuration, fee, at, cents))
                .at("/data/id")
                .asString();
        return new Sent(this, destination, customer, contract, label, cents, at);
    }

    private String configuration(Destination destination, String customer, String label) {
        return ok("/v1/setCustomerBillingProviderConfigurations", """
            {"data": [{"customer_id": "%s", "billing_provider": "%s", "delivery_method_id": "%s", "configuration": %s}]}\
            """.formatted(
                                customer,
                                destination.provider(),
                                methods.get(destination),
                                destination.customerKeys().apply(label)))
                .at("/data/0/id")
                .asString();
    }

    Instant now() {
        return time.instant();
    }

    void advanceTo(Instant instant) {
        server.advanceTo(instant.toString());
    }

    void play(List<Fault> faults) {
        sandbox.setFaults(faults);
    }

    /** Nothing strikes any more, and what was under way has landed. */
    void calm() {
        sandbox.clearFaults();
        sandbox.deliverDelayed();
    }

    /** A fault that never struck proves nothing. */
    void assertThatAllStruck() {
        byte[] body = sandbox.control("GET", "/sandbox/faults", new byte[0]).body();
        for (JsonNode each : Json.read(new String(body, StandardCharsets.UTF_8)).get("data")) {
            assertThat(each.get("struck").asInt()).as("struck: %s", each).isPositive();
        }
    }

    /** As the sentence of a delivery that was stopped says. */
    void mend(Destination destination) {
        ok(
                "/downbeat/v1/deliveryMethods/" + methods.get(destination) + "/credentials",
                "{\"configuration\": " + destination.mending() + "}");
    }

    List<String> meterOutcomes(String customer) {
        return JdbcClient.create(server.database().dataSource())
                .sql("""
                    SELECT coalesce(attempt.outcome, 'LOST') FROM metering_attempt attempt
                    JOIN metering_record slot ON slot.id = attempt.record_id
                    WHERE slot.customer_id = :customer::uuid ORDER BY slot.hour, attempt.n
                    """)
                .param("customer", customer)
                .query(String.class)
                .list();
    }

    List<JsonNode> rows(String path) {
        List<JsonNode> rows = new ArrayList<>();
        get(path).get("data").forEach(rows::add);
        return rows;
    }

    /** What the provider holds of this customer that counts: drafts that died do not. */
    List<LedgerEntry> held(Sent sent) {
        Destination destination = sent.destination();
        String id = sent.deliveryId();
        return sandbox.ledger().stream()
                .filter(each -> each.provider().equals(destination.ledger()))
                .filter(each -> switch (destination.kind()) {
                    case INVOICE ->
                        each.kind().equals("invoice") && each.charged() && Objects.equals(each.reference(), id);
                    case METER ->
                        each.kind().equals("meter_slot") && each.customer().endsWith("-" + sent.label());
                    case MESSAGE -> each.kind().equals("message") && Objects.equals(each.reference(), id);
                })
                .toList();
    }

    /** Everything of this customer there, asked for over HTTP as people do. */
    List<LedgerEntry> inLedger(Sent sent) {
        assertThat(sandbox.control("GET", "/sandbox/ledger", new byte[0]).status())
                .isEqualTo(200);
        return sent.destination().kind() == Kind.INVOICE
                ? sandbox.ledger().stream()
                        .filter(each ->
                                each.kind().equals("invoice") && Objects.equals(each.reference(), sent.deliveryId()))
                        .toList()
                : held(sent);
    }

    /** Invoices that ask nobody for money but could: there must be none at rest. */
    List<LedgerEntry> dangling(Sent sent) {
        String id = sent.deliveryId();
        return sent.destination().kind() == Kind.INVOICE
                ? sandbox.ledger().stream()
                        .filter(each -> Objects.equals(each.reference(), id) && !each.charged())
                        .filter(each -> each.status().equals("open"))
                        .toList()
                : List.of();
    }

    /** The server's own checks of all that happened. */
    JsonNode verdict() {
        return ok("/downbeat/v1/verify", "{\"from\": \"2025-01-01T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}");
    }

    @Override
    public void close() {
        server.close();
    }
}

package io.downbeat.thresholdbilling;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A server with its simulated Stripe, and what tests of threshold billing do to it and see of it. */
final class Purchases implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestServer server;
    final Api api;
    final AccountFixture account;
    private final HttpServer receiver;

    Purchases(String instant) {
        server = TestServer.startedAt(instant);
        api = server.api();
        account = AccountFixture.setUp(api);
        AccountFixture.registerKey(api, "pool", "commit", "contract_credit");
        try {
            receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        api.post("/downbeat/v1/webhooks", """
            {"url": "http://127.0.0.1:%d/hook", "secret": "correct-horse-battery-staple"}\
            """.formatted(receiver.getAddress().getPort()))
                .ok();
    }

    @Override
    public void close() {
        receiver.stop(0);
        server.close();
    }

    /** Every invariant, on what was played. */
    void verify() {
        JsonNode verdict = api.post(
                        "/downbeat/v1/verify", "{\"from\": \"2025-01-01T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}")
                .ok();
        if (!verdict.get("ok").booleanValue()) {
            throw new AssertionError(verdict.get("violations").toString());
        }
    }

    Instant now() {
        return Instant.parse(api.get("/downbeat/v1/clock").ok().get("now").stringValue());
    }

    void wait(Duration time) {
        advanceTo(now().plus(time));
    }

    void advanceTo(Instant instant) {
        server.advanceTo(instant.toString());
    }

    /** Until usage that was sent was looked at. */
    void look() {
        wait(Duration.ofMinutes(1));
    }

    /** A customer whose Stripe customer pays as its name says, and a contract from the start of the year. */
    Buyer buyer(String paying, String terms) {
        AccountFixture.Customer customer = account.customer(paying + "_" + COUNT.incrementAndGet());
        return new Buyer(this, customer, customer.contract("2025-01-01T00:00:00Z", customer.stripe(), terms));
    }

    Buyer buyer(String terms) {
        return buyer("t", terms);
    }

    String spend(long threshold, String gate, String more) {
        return """
            , "spend_threshold_configuration": {"commit": {"product_id": "%s", "name": "Top-up"}, "is_enabled": true,
              "payment_gate_config": %s, "threshold_amount": %d%s}\
            """.formatted(account.fixedProduct, gate, threshold, more);
    }

    String prepaid(long threshold, long rechargeTo, String gate, String more) {
        return """
            , "prepaid_balance_threshold_configuration": {"commit": {"product_id": "%s", "name": "Recharge"},
              "is_enabled": true, "payment_gate_config": %s, "threshold_amount": %d, "recharge_to_amount": %d%s}\
            """.formatted(account.fixedProduct, gate, threshold, rechargeTo, more);
    }

    /** What seats are charged by, each so many cents a month. */
    String subscriptionProduct(int cents) {
        String product = api.post(
                        "/v1/contract-pricing/products/create", "{\"name\": \"Team\", \"type\": \"SUBSCRIPTION\"}")
                .ok()
                .at("/data/id")
                .stringValue();
        api.post("/v1/contract-pricing/rate-cards/addRate", """
            {"rate_card_id": "%s", "product_id": "%s", "starting_at": "2020-01-01T00:00:00Z", "entitled": true,
             "rate_type": "FLAT", "price": %d, "billing_frequency": "MONTHLY"}\
            """.formatted(account.rateCard, product, cents))
                .ok();
        return product;
    }

    static final String NONE = "{\"payment_gate_type\": \"NONE\"}";
    static final String EXTERNAL = "{\"payment_gate_type\": \"EXTERNAL\"}";
    static final String STRIPE =
            "{\"payment_gate_type\": \"STRIPE\", \"stripe_config\": {\"payment_type\": \"INVOICE\"}}";
    static final String INTENT =
            "{\"payment_gate_type\": \"STRIPE\", \"stripe_config\": {\"payment_type\": \"PAYMENT_INTENT\"}}";

    Api.Answer release(String workflow, String outcome) {
        return api.post(
                "/v1/contracts/commits/threshold-billing/release",
                "{\"workflow_id\": \"%s\", \"outcome\": \"%s\"}".formatted(workflow, outcome));
    }

    void fault(String json) {
        var answer = server.sandbox().control("POST", "/sandbox/faults", json.getBytes(StandardCharsets.UTF_8));
        if (answer.status() >= 300) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** What happens at Stripe without us. */
    void happens(String invoice, String event) {
        var answer = server.sandbox()
                .control(
                        "POST",
                        "/sandbox/stripe/events",
                        "{\"invoice\": \"%s\", \"event\": \"%s\"}"
                                .formatted(invoice, event)
                                .getBytes(StandardCharsets.UTF_8));
        if (answer.status() >= 300) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** A customer with one contract. */
    record Buyer(Purchases all, AccountFixture.Customer customer, AccountFixture.Contract contract) {

        /** Uses so many cents now, and has it looked at. */
        Buyer use(long cents) {
            ingest(cents);
            all.look();
            return this;
        }

        void ingest(long cents) {
            customer.use("t" + COUNT.incrementAndGet(), all.now().toString(), cents);
        }

        Api.Answer edit(String updates) {
            return all.api.post(
                    "/v2/contracts/edit",
                    "{\"customer_id\": \"%s\", \"contract_id\": \"%s\", %s}"
                            .formatted(customer.id(), contract.id(), updates));
        }

        /** A commit or credit of the contract that it can use from the start of the year for two years. */
        Buyer credit(long amount, String more) {
            edit("""
                "add_credits": [{"product_id": "%s", "access_schedule": {"schedule_items": [{"amount": %d,
                  "starting_at": "2025-01-01T00:00:00Z", "ending_before": "2027-01-01T00:00:00Z"}]}%s}]\
                """.formatted(all.account.fixedProduct, amount, more)).ok();
            return this;
        }

        /** Of purchases, in their order; usage invoices are not among them. */
        List<JsonNode> purchases() {
            return customer.invoices().stream()
                    .filter(invoice -> invoice.get("type").stringValue().equals("SCHEDULED"))
                    .sorted((one, other) -> one.get("id")
                            .stringValue()
                            .compareTo(other.get("id").stringValue()))
                    .toList();
        }

        JsonNode purchase() {
            List<JsonNode> all = purchases();
            if (all.size() != 1) {
                throw new AssertionError("not one purchase but " + all);
            }
            return all.getFirst();
        }

        /** What drafts of usage come to. */
        BigDecimal outstanding() {
            return customer.invoices().stream()
                    .filter(invoice -> invoice.get("type").stringValue().equals("USAGE"))
                    .filter(invoice -> invoice.get("status").stringValue().equals("DRAFT"))
                    .map(invoice -> invoice.get("total").decimalValue())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        List<JsonNode> commits() {
            List<JsonNode> commits = new ArrayList<>();
            contract.read().get("commits").forEach(commits::add);
            return commits;
        }

        boolean isEnabled(String kind) {
            return contract.read()
                    .at("/" + kind + "_threshold_configuration/is_enabled")
                    .booleanValue();
        }

        /** What webhooks were told of the contract. */
        List<JsonNode> told() {
            return all
                    .server
                    .bean(JdbcClient.class)
                    .sql("SELECT body FROM notification WHERE body LIKE :contract ORDER BY id")
                    .param("contract", "%" + contract.id() + "%")
                    .query(String.class)
                    .list()
                    .stream()
                    .map(Json::read)
                    .toList();
        }

        List<String> toldTypes() {
            return told().stream().map(one -> one.get("type").stringValue()).toList();
        }

        /** The delivery of its only purchase. */
        JsonNode delivery() {
            String invoice = purchase().get("id").stringValue();
            return contract.deliveries().stream()
                    .filter(delivery -> delivery.get("invoice_id").stringValue().equals(invoice))
                    .findFirst()
                    .orElseThrow();
        }

        /** What Stripe holds of it, empty usage invoices left out. */
        List<LedgerEntry> atStripe(String kind) {
            return all.server.sandbox().ledger().stream()
                    .filter(entry ->
                            entry.provider().equals("stripe") && entry.kind().equals(kind))
                    .filter(entry -> !entry.kind().equals("invoice") || entry.amount() != 0)
                    .filter(entry -> ("cus_" + customer.name()).equals(entry.customer()))
                    .toList();
        }
    }
}

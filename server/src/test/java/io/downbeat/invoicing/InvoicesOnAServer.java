package io.downbeat.invoicing;

import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.AccountFixture;
import io.downbeat.testing.Api;
import io.downbeat.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * A real server with one customer, and short words for what the tests of this package do to it. Its providers answer:
 * an invoice that is refused is tried again and probed for through every month that a test advances.
 */
public abstract class InvoicesOnAServer {
    protected TestServer server;
    protected AccountFixture account;
    protected AccountFixture.Customer acme;

    @BeforeEach
    protected void start() {
        server = TestServer.startedAt("2025-01-01T00:00:00Z");
        account = AccountFixture.setUp(server.api());
        acme = account.customer("acme");
    }

    @AfterEach
    protected void stop() {
        server.close();
    }

    protected Api api() {
        return server.api();
    }

    /** What the simulated providers hold. */
    protected List<LedgerEntry> atProviders() {
        return server.sandbox().ledger();
    }

    protected JdbcClient database() {
        return JdbcClient.create(server.database().dataSource());
    }

    protected static String status(JsonNode invoice) {
        return invoice.get("status").stringValue();
    }

    protected static String start(JsonNode invoice) {
        return invoice.get("start_timestamp").stringValue().substring(0, 10);
    }

    protected JsonNode invoice(String id) {
        return api().get("/v1/customers/" + acme.id() + "/invoices/" + id).ok().get("data");
    }

    protected static String id(JsonNode invoice) {
        return invoice.get("id").stringValue();
    }

    protected JsonNode route(String invoice) {
        return api().get("/downbeat/v1/invoices/" + invoice + "/route").ok().get("data");
    }

    protected Api.Answer post(String path, String invoice) {
        return api().post(path, "{'id': '" + invoice + "'}");
    }

    protected static String charges(String items) {
        return ", 'scheduled_charges': [{'product_id': '%s', 'schedule': {'schedule_items': [" + items + "]}}]";
    }

    protected AccountFixture.Contract withCharges(String start, String more, String items) {
        return acme.contract(start, acme.stripe(), charges(items).formatted(account.fixedProduct) + more);
    }

    protected static String item(String timestamp, int amount) {
        return "{'timestamp': '%s', 'amount': %d}".formatted(timestamp, amount);
    }

    protected List<JsonNode> ofType(String type) {
        return acme.invoices().stream()
                .filter(one -> one.get("type").stringValue().equals(type))
                .toList();
    }

    protected Api.Answer updateEnd(AccountFixture.Contract contract, String end, boolean allow) {
        return api().post(
                        "/v1/contracts/updateEndDate",
                        "{%s 'customer_id': '%s', 'contract_id': '%s', 'allow_ending_before_finalized_invoice': %s}"
                                .formatted(end, acme.id(), contract.id(), allow));
    }
}

package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerConfig;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Stripe's adapter under the engine against the simulator: its ledger says what really happened. */
abstract class StripeAgainstSandbox {
    final TestDatabase database = TestPostgres.migrated();
    final Engine.Clock clock = new Engine.Clock();
    Sandbox sandbox;
    Engine engine;
    volatile String apiKey = "sk_test";
    /** To which everything goes, and what it says of drafts by itself. */
    volatile String account = "acct_9";

    volatile boolean accountLeavesDrafts;
    /** What the customers of configurations say of it. */
    volatile @Nullable Boolean customerLeavesDrafts;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start("127.0.0.1", 0, clock);
        engine = new Engine(database, adapter(), clock);
    }

    StripeSettings settings() {
        return new StripeSettings(URI.create(sandbox.uri() + "/stripe"), StripeSettings.UNLIMITED, true);
    }

    StripeCalls calls() {
        return new StripeCalls(
                settings(),
                method -> Map.of(
                        "stripe_api_key",
                        apiKey,
                        "stripe_account_id",
                        account,
                        "leave_invoices_in_draft",
                        String.valueOf(accountLeavesDrafts)));
    }

    StripeAdapter adapter() {
        return adapter(calls(), settings(), this::payer);
    }

    private Customer payer(CustomerId id) {
        return new Customer(
                id,
                "Acme",
                List.of(),
                new CustomerConfig(null, customerLeavesDrafts),
                Map.of(),
                Engine.START,
                Engine.START,
                null);
    }

    /** Whoever answers there takes himself for Stripe. */
    static StripeAdapter adapterAt(URI somebody) {
        var settings = new StripeSettings(somebody, StripeSettings.UNLIMITED, true);
        return adapter(new StripeCalls(settings, method -> Map.of("stripe_api_key", "sk_test")), settings, _ -> {
            throw new UnsupportedOperationException("nothing is asked before an invoice is sent");
        });
    }

    private static StripeAdapter adapter(StripeCalls calls, StripeSettings settings, StripePreflight.Payers payers) {
        return new StripeAdapter(
                calls,
                new StripeReading(calls, settings),
                new StripeInventory(calls, settings),
                new StripePreflight(calls, payers),
                settings);
    }

    String circuitReason() {
        return engine.sql
                .sql("SELECT circuit_reason FROM provider_account WHERE account_key = 'acct'")
                .query(String.class)
                .single();
    }

    @AfterEach
    void stop() {
        engine.close();
        sandbox.close();
        database.close();
    }

    DeliveryId add(String customer, int lines, boolean draft) {
        return add(customer, lines, draft, "send_invoice");
    }

    DeliveryId add(String customer, int lines, boolean draft, String method) {
        return add(customer, lines, 1250, draft, method);
    }

    private DeliveryId add(String customer, int lines, long cents, boolean draft, String method) {
        return add(customer, lines, cents, draft, method, null);
    }

    /** Stripe adds the tax: a tenth. */
    DeliveryId addTaxed(String customer, int lines) {
        return add(customer, lines, 1250, false, "auto_charge_payment_intent", "stripe");
    }

    private DeliveryId add(
            String customer, int lines, long cents, boolean draft, String method, @Nullable String taxProvider) {
        InvoiceId invoice = new InvoiceId(UUID.randomUUID());
        List<StripePayload.Line> all = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            long start = Engine.START.getEpochSecond() + i;
            all.add(new StripePayload.Line("ln_" + i, cents, "Compute (12.5 × 1 USD)", start, start + 3600));
        }
        var payload = new StripePayload(
                invoice.toString(),
                BigDecimal.valueOf(cents * lines),
                "usd",
                cents * lines,
                customer,
                account,
                method,
                method.contains("send") || method.contains("manual") ? 30 : null,
                draft,
                null,
                Map.of("metronome_id", invoice.toString(), "invoice_id", invoice.toString()),
                all,
                null,
                taxProvider);
        return engine.add(invoice, "acct", "acct/" + customer, payload.total(), payload.bytes());
    }

    DeliveryId addTotal(String customer, long cents, String method) {
        return add(customer, 1, cents, false, method);
    }

    void fault(String json) {
        var answer = sandbox.control("POST", "/sandbox/faults", json.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isLessThan(300);
    }

    void happens(String invoice, String event) {
        var answer = sandbox.control(
                "POST",
                "/sandbox/stripe/events",
                Json.write(Map.of("invoice", invoice, "event", event)).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isLessThan(300);
    }

    /** Somebody finalizes a draft in the Dashboard. */
    void finalizes(String invoice) {
        var caller = new StripeCalls.Caller(Engine.method("acct"), account);
        var answer = calls().post(
                        caller,
                        "/v1/invoices/" + invoice + "/finalize",
                        "auto_advance=false".getBytes(StandardCharsets.UTF_8),
                        null);
        assertThat(((HttpResult.Response) answer).status()).isEqualTo(200);
    }

    List<LedgerEntry> entries(DeliveryId id) {
        return sandbox.ledger().stream()
                .filter(each -> id.toString().equals(each.reference()))
                .filter(each -> each.kind().equals("invoice"))
                .toList();
    }

    List<LedgerEntry> payments(DeliveryId id) {
        return sandbox.ledger().stream()
                .filter(each -> id.toString().equals(each.reference()))
                .filter(each -> each.kind().equals("payment"))
                .toList();
    }

    LedgerEntry only(DeliveryId id) {
        assertThat(entries(id)).hasSize(1);
        return entries(id).getFirst();
    }
}

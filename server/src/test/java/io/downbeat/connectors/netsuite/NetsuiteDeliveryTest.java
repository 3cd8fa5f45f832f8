package io.downbeat.connectors.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.engine.DeliverySettings;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.delivery.engine.opening.RestoredCopy;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.PrivateKeys;
import io.downbeat.testing.TestDatabase;
import io.downbeat.testing.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter under the engine against the simulator: its ledger says what really happened. */
class NetsuiteDeliveryTest {
    private static final String ACCOUNT = "ns";

    private final TestDatabase database = TestPostgres.migrated();
    private final Engine.Clock clock = new Engine.Clock();
    private final Map<String, String> keys = new HashMap<>(Map.of(
            "netsuite_account_id", "1234567_SB1",
            "netsuite_client_id", "client-1",
            "netsuite_certificate_id", "certificate-1",
            "netsuite_private_key", PrivateKeys.EC));
    private Sandbox sandbox;
    private NetsuiteAdapter adapter;
    private Engine engine;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start("127.0.0.1", 0, clock);
        adapter = adapter();
        engine = new Engine(database, adapter, clock);
    }

    private NetsuiteAdapter adapter() {
        var settings = new NetsuiteSettings(URI.create(sandbox.uri() + "/netsuite"), 2, Duration.ofHours(1));
        var calls = new NetsuiteCalls(settings, new NetsuiteTokens(method -> Map.copyOf(keys), clock));
        var queries = new NetsuiteQueries(calls);
        var currencies = new NetsuiteCurrencies(queries);
        return new NetsuiteAdapter(
                calls,
                new NetsuiteReading(calls, queries, currencies),
                currencies,
                new NetsuiteInventory(queries, currencies, method -> Map.copyOf(keys)),
                new NetsuitePreflight(calls, queries, currencies),
                products -> Map.of(),
                settings);
    }

    @AfterEach
    void stop() {
        engine.close();
        sandbox.close();
        database.close();
    }

    private DeliveryId add() {
        return add("220", "144", "USD");
    }

    private DeliveryId add(String entity, String item, String currency) {
        return add(engine, new InvoiceId(UUID.randomUUID()), entity, item, currency);
    }

    private static DeliveryId add(Engine engine, InvoiceId invoice) {
        return add(engine, invoice, "220", "144", "USD");
    }

    /** What a commit paid in full. */
    private DeliveryId addFree() {
        return add(
                engine,
                new InvoiceId(UUID.randomUUID()),
                "220",
                "USD",
                BigDecimal.ZERO,
                List.of(line("144", "4", "2.5", "10"), line("144", "1", "-10", "-10")));
    }

    private static DeliveryId add(Engine engine, InvoiceId invoice, String entity, String item, String currency) {
        return add(
                engine,
                invoice,
                entity,
                currency,
                new BigDecimal("12.35"),
                List.of(line(item, "4", "2.5", "10"), line(item, "1", "2.35", "2.35")));
    }

    private static DeliveryId add(
            Engine engine,
            InvoiceId invoice,
            String entity,
            String currency,
            BigDecimal dollars,
            List<NetsuitePayload.Line> lines) {
        BigDecimal total = currency.equals("USD") ? dollars.movePointRight(2) : dollars;
        byte[] payload = new NetsuitePayload(
                        new NetsuitePayload.Marks(invoice.toString(), "contract", "customer"),
                        total,
                        dollars,
                        currency,
                        new NetsuitePayload.Recipient("1234567_SB1", entity, "1"),
                        new NetsuitePayload.Header(
                                "2025-02-02", "2025-03-04", "Usage from 2025-01-01 until 2025-02-01"),
                        lines)
                .bytes();
        return engine.add(BillingProvider.NETSUITE, invoice, ACCOUNT, total, payload);
    }

    private static NetsuitePayload.Line line(String item, String quantity, String rate, String amount) {
        return new NetsuitePayload.Line(
                item, new BigDecimal(quantity), new BigDecimal(rate), new BigDecimal(amount), "Compute");
    }

    private void fault(String step, String fault, int times) {
        sandbox.addFaults(List.of(Fault.of("netsuite", step, fault).times(times)));
    }

    private void happens(String invoice, String event) {
        var answer = sandbox.control(
                "POST",
                "/sandbox/netsuite/events",
                "{\"invoice\": \"%s\", \"event\": \"%s\"}"
                        .formatted(invoice, event)
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private LedgerEntry only() {
        assertThat(sandbox.ledger()).hasSize(1);
        return sandbox.ledger().getFirst();
    }

    private int upserts() {
        return sandbox.calls().getOrDefault("netsuite/upsert_invoice", 0);
    }

    private void assertDelivered(DeliveryId id) {
        assertThat(engine.state(id))
                .as(engine.outcomes(id) + " " + engine.reason(id))
                .isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only().amount()).isEqualTo(1235);
        assertThat(only().reference()).isEqualTo(id.toString());
        assertThat(only().id()).isEqualTo(engine.get(id).providerRef());
        assertThat(only().status()).isEqualTo("open");
    }

    @Test
    void an_invoice_is_looked_for_sent_once_bound_and_confirmed_by_reading() {
        DeliveryId id = add();

        engine.run();

        assertDelivered(id);
        assertThat(engine.outcomes(id)).containsExactly("UPSERT ACCEPTED");
        assertThat(sandbox.calls())
                .containsEntry("netsuite/token", 1)
                .containsEntry("netsuite/get_invoice", 2)
                .containsEntry("netsuite/upsert_invoice", 1);
        assertThat(only().metadata())
                .containsEntry("externalId", "downbeat-" + id)
                .containsEntry("tranDate", "2025-02-02")
                .containsEntry("dueDate", "2025-03-04")
                .containsEntry(
                        "custbody_downbeat_invoice_id", engine.get(id).invoice().toString());
        assertThat(only().lines()).extracting(LedgerEntry.Line::amount).containsExactly(1000L, 235L);
        var external = engine.external.get(engine.get(id).invoice());
        assertThat(external.externalStatus()).isEqualTo("FINALIZED");
        assertThat(external.invoiceId()).isEqualTo(only().id());
        assertThat(external.invoicedTotal()).isEqualByComparingTo("1235");
    }

    @ParameterizedTest
    @CsvSource({"USD, 1470, 235, 1235", "EUR, 14.70, 2.35, 12.35"})
    void what_netsuite_adds_is_told_as_tax(String currency, BigDecimal total, BigDecimal tax, BigDecimal net) {
        DeliveryId id = add("taxed-1", "144", currency);

        engine.run();

        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        var external = engine.external.get(engine.get(id).invoice());
        assertThat(external.invoicedTotal()).isEqualByComparingTo(total);
        assertThat(external.invoicedSubTotal()).isEqualByComparingTo(net);
        assertThat(external.tax().amount()).isEqualByComparingTo(tax);
        assertThat(external.tax().taxable()).isEqualByComparingTo(net);
    }

    @Test
    void where_netsuite_adds_nothing_there_is_no_tax() {
        DeliveryId id = add();

        engine.run();

        assertThat(engine.external.get(engine.get(id).invoice()).tax()).isNull();
    }

    /** Before the invoice there is a list of currencies to ask for: what it takes comes off the claim's time. */
    @Test
    void an_invoice_does_not_leave_when_the_claim_could_end_before_its_answer() {
        engine.close();
        engine = new Engine(database, adapter, clock, new DeliverySettings(DeliverySettings.SHORTEST_LEASE));
        sandbox.addFaults(List.of(
                Fault.of("netsuite", "suiteql", "slow").delayMillis(4_000).times(1)));
        DeliveryId id = add();

        engine.run();
        assertThat(upserts()).isZero();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.RETRY_WAIT);
        assertThat(engine.reason(id)).contains("it was not begun");

        engine.runUntil(clock.now.plus(Duration.ofMinutes(1)));
        assertDelivered(id);
        assertThat(upserts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "upsert_invoice,drop_before",
        "upsert_invoice,apply_then_drop",
        "upsert_invoice,apply_late",
        "upsert_invoice,rate_limited",
        "upsert_invoice,server_error",
        "upsert_invoice,server_error_after",
        "upsert_invoice,unavailable",
        "upsert_invoice,already_exists",
        "upsert_invoice,token_expiry",
        "get_invoice,drop_before",
        "get_invoice,drop_mid_body",
        "get_invoice,server_error",
        "get_invoice,rate_limited",
        "get_invoice,unavailable",
        "get_invoice,token_expiry",
        "token,drop_before",
        "token,drop_mid_body",
        "token,rate_limited",
        "token,server_error",
        "suiteql,drop_before",
        "suiteql,server_error"
    })
    void whatever_goes_wrong_once_or_twice_one_invoice_is_there_in_the_end(String step, String fault) {
        fault(step, fault, 2);
        DeliveryId id = add();

        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        sandbox.deliverDelayed();

        assertDelivered(id);
    }

    @Test
    void a_lost_answer_is_looked_for_and_never_sent_again() {
        fault("upsert_invoice", "apply_then_drop", 1);
        DeliveryId id = add();

        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.UNKNOWN);
        engine.runUntil(clock.now.plus(Duration.ofMinutes(20)));

        assertDelivered(id);
        assertThat(upserts()).isEqualTo(1);
    }

    @Test
    void what_the_original_of_a_restored_copy_sent_is_found_by_its_invoice_and_left_to_a_person() {
        InvoiceId invoice = new InvoiceId(UUID.randomUUID());
        add(engine, invoice);
        engine.run();
        String made = only().id();

        try (TestDatabase restored = TestPostgres.migrated();
                Engine copy = new Engine(restored, adapter, clock)) {
            RestoredCopy.mark(copy.sql, clock.now);
            DeliveryId id = add(copy, invoice);
            copy.run();

            assertThat(copy.state(id)).isEqualTo(DeliveryState.PARKED);
            assertThat(copy.reason(id)).contains("restored copy made NetSuite invoice " + made, "resolve");
            assertThat(copy.outcomes(id)).isEmpty();
            assertThat(only().id()).isEqualTo(made);
            assertThat(adapter.next(copy.get(id), new NetsuiteOriginal.CannotBeAsked("no SuiteQL"), null, clock.now))
                    .as("who cannot ask does not send")
                    .isInstanceOfSatisfying(
                            NextAction.Park.class,
                            park -> assertThat(park.reason()).contains("no SuiteQL", "retry"));
        }
    }

    @Test
    void what_the_original_of_a_restored_copy_did_not_send_is_sent_once_nothing_of_it_can_be_under_way() {
        RestoredCopy.mark(engine.sql, clock.now);
        Instant restored = clock.now;
        DeliveryId withdrawn = add();
        engine.withdraw(withdrawn);
        DeliveryId id = add();
        fault("suiteql", "server_error", 1);

        engine.runUntil(restored.plus(Duration.ofMinutes(15)).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(engine.state(withdrawn)).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(upserts()).isZero();
        engine.runUntil(restored.plus(Duration.ofMinutes(15)));

        assertDelivered(id);
        assertThat(upserts()).isEqualTo(1);
        assertThat(engine.state(withdrawn)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(engine.get(withdrawn).isUntouched())
                .as("it may be sent elsewhere")
                .isTrue();
    }

    @Test
    void a_lost_request_is_sent_again_only_after_fifteen_quiet_minutes_and_in_the_next_generation() {
        fault("upsert_invoice", "drop_before", 1);
        DeliveryId id = add();
        engine.run();
        Instant sent = clock.now;

        engine.runUntil(sent.plus(Duration.ofMinutes(15)).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.UNKNOWN);
        assertThat(upserts()).isEqualTo(1);
        engine.runUntil(sent.plus(Duration.ofMinutes(15)));

        assertDelivered(id);
        assertThat(upserts()).isEqualTo(2);
        assertThat(engine.get(id).generation()).isEqualTo(1);
    }

    @Test
    void requests_that_get_lost_are_tried_for_three_days_however_many_they_are() {
        fault("upsert_invoice", "drop_before", 10);
        DeliveryId id = add();
        engine.runUntil(clock.now.plus(Duration.ofHours(6)));

        assertDelivered(id);
        assertThat(engine.get(id).generation()).isEqualTo(10);
    }

    @Test
    void what_never_comes_to_be_there_is_parked_after_three_days_and_sent_again_by_a_retry() {
        fault("upsert_invoice", "drop_before", 10_000);
        DeliveryId id = add();
        engine.runUntil(Engine.START.plus(Duration.ofHours(72)).minusMillis(1));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.UNKNOWN);
        engine.runUntil(Engine.START.plus(Duration.ofHours(73)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).startsWith("gave up");
        assertThat(sandbox.ledger()).isEmpty();

        sandbox.clearFaults();
        engine.retry(id);
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertDelivered(id);
    }

    @Test
    void an_invoice_of_zero_is_paid_from_its_beginning_and_is_deleted_all_the_same_when_it_is_voided() {
        DeliveryId id = addFree();
        engine.run();
        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only().status()).isEqualTo("paid_in_full");
        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("PAID");

        engine.withdraw(id);
        engine.run();
        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only().status()).isEqualTo("deleted");
    }

    @Test
    void a_server_that_dies_after_sending_leaves_one_invoice() {
        DeliveryId id = add();
        engine.run();
        engine.sql
                .sql("UPDATE delivery SET state = 'SENDING', claimed_from = 'PENDING', step = 'UPSERT',"
                        + " step_started_at = created_at, lease_owner = 'dead', provider_ref = NULL,"
                        + " lease_until = clock_timestamp() - interval '1 second' WHERE id = :id")
                .param("id", id.value())
                .update();

        engine.run();

        assertDelivered(id);
        assertThat(upserts()).isEqualTo(1);
    }

    @Test
    void a_slow_answer_is_unknown_and_never_has_a_second_effect() {
        sandbox.addFaults(List.of(
                Fault.of("netsuite", "upsert_invoice", "slow").delayMillis(NetsuiteCalls.DEADLINE.toMillis() + 500)));
        DeliveryId id = add();

        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.UNKNOWN);
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));

        assertDelivered(id);
    }

    @Test
    void a_wait_that_netsuite_asks_for_is_honoured() {
        sandbox.addFaults(List.of(
                Fault.of("netsuite", "get_invoice", "rate_limited").times(1).retryAfter(120)));
        DeliveryId id = add();
        engine.run();
        Instant asked = clock.now;

        assertThat(engine.state(id)).isNotEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.nextDue().orElseThrow()).isAfterOrEqualTo(asked.plusSeconds(120));
    }

    @Test
    void a_total_that_is_not_ours_is_parked_and_nothing_more_is_sent() {
        fault("upsert_invoice", "wrong_total", 1);
        DeliveryId id = add();

        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(3)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).contains("12.36", "12.35", "correct it there");
        assertThat(upserts()).isEqualTo(1);

        engine.withdraw(id);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only().status()).isEqualTo("deleted");
    }

    @Test
    void an_invoice_that_accounting_changed_is_never_overwritten() {
        fault("upsert_invoice", "apply_then_drop", 1);
        DeliveryId id = add();
        engine.run();
        happens(only().id(), "edited");

        engine.runUntil(clock.now.plus(Duration.ofHours(3)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).contains("13.35");
        assertThat(only().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"missing-1,144,entity", "220,missing-2,item", "closed-1,144,posting period"})
    void a_refusal_parks_with_netsuites_own_sentence(String entity, String item, String word) {
        DeliveryId id = add(entity, item, "USD");

        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).contains(word);
        assertThat(sandbox.ledger()).isEmpty();
    }

    @Test
    void the_currency_is_said_and_a_currency_that_the_account_lacks_parks() {
        DeliveryId euros = add("220", "144", "EUR");
        DeliveryId crowns = add("220", "144", "CZK");

        engine.run();

        assertThat(engine.state(euros)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only().currency()).isEqualTo("eur");
        assertThat(engine.external.get(engine.get(euros).invoice()).invoicedTotal())
                .isEqualByComparingTo("12.35");
        assertThat(engine.state(crowns)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(crowns)).contains("CZK");
    }

    @Test
    void a_role_that_may_not_list_currencies_bills_no_customer_in_another_one_unseen() {
        keys.put("netsuite_client_id", "client-nocurrencies");
        DeliveryId inEuros = add("euro-220", "144", "USD");
        DeliveryId inDollars = add("220", "144", "USD");

        engine.run();

        assertThat(engine.state(inEuros)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(inEuros)).contains("in EUR", "not in USD", "may not list currencies");
        assertThat(engine.state(inDollars)).isEqualTo(DeliveryState.CONFIRMED);
    }

    @ParameterizedTest
    @CsvSource({
        "netsuite_client_id,invalid-client,netsuite_client_id",
        "netsuite_private_key,not a key,netsuite_private_key must be an unencrypted PKCS#8 key",
        "netsuite_certificate_id,'',without netsuite_certificate_id",
        "netsuite_client_id,client-nofields,custbody_downbeat_invoice_id"
    })
    void wrong_credentials_hold_the_account_back_and_mending_them_delivers(String key, String wrong, String answered) {
        String right = keys.put(key, wrong);
        DeliveryId one = add();
        DeliveryId other = add();

        engine.run();

        assertThat(List.of(engine.state(one), engine.state(other)))
                .doesNotContain(DeliveryState.PARKED, DeliveryState.CONFIRMED);
        assertThat(engine.sql
                        .sql("SELECT detail FROM incident WHERE ended_at IS NULL")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains(answered);
        assertThat(sandbox.ledger()).isEmpty();

        keys.put(key, String.valueOf(right));
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));

        assertThat(engine.state(one)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.state(other)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(sandbox.ledger()).hasSize(2);
    }

    /** Reading needs no fields, so a probe that only read would close the circuit, and each close sends two in vain. */
    @Test
    void missing_fields_are_one_alert_however_long_they_are_missing() {
        keys.put("netsuite_client_id", "client-nofields");
        add();
        add();
        engine.run();
        int before = upserts();

        engine.runUntil(clock.now.plus(Duration.ofHours(2)));

        assertThat(upserts()).isEqualTo(before);
        assertThat(engine.sql
                        .sql("SELECT detail FROM incident")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("custbody_downbeat_invoice_id");
    }

    @Test
    void a_voided_invoice_is_deleted_at_netsuite() {
        DeliveryId id = add();
        engine.run();

        engine.withdraw(id);
        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only().status()).isEqualTo("deleted");
        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("VOID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop_before", "apply_then_drop", "server_error_after", "rate_limited"})
    void taking_back_survives_a_lost_answer(String fault) {
        DeliveryId id = add();
        engine.run();
        fault("delete_invoice", fault, 1);

        engine.withdraw(id);
        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only().status()).isEqualTo("deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "partially_paid"})
    void what_was_paid_cannot_be_taken_back_and_says_so(String event) {
        DeliveryId id = add();
        engine.run();
        happens(only().id(), event);

        engine.withdraw(id);
        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).contains("cannot be taken back", "credit memo");
        assertThat(only().status()).isNotEqualTo("deleted");
    }

    @Test
    void one_taken_back_while_its_answer_was_lost_is_awaited_and_then_deleted() {
        sandbox.addFaults(List.of(
                Fault.of("netsuite", "upsert_invoice", "apply_late").times(1).calls(4)));
        DeliveryId id = add();
        engine.run();

        engine.withdraw(id);
        engine.runUntil(clock.now.plus(Duration.ofMinutes(10)));
        assertThat(engine.state(id)).isNotEqualTo(DeliveryState.CANCELLED);
        sandbox.deliverDelayed();
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only().status()).isEqualTo("deleted");
    }

    @Test
    void never_more_requests_are_under_way_than_the_account_may_have() {
        // The simulator refuses the sixth at once, and so many would queue up in a moment.
        sandbox.addFaults(List.of(
                Fault.of("netsuite", "upsert_invoice", "slow").times(-1).delayMillis(30),
                Fault.of("netsuite", "get_invoice", "slow").times(-1).delayMillis(30)));
        List<DeliveryId> all = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> all.add(add()));

        engine.run();

        assertThat(all).allSatisfy(id -> {
            assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
            assertThat(engine.outcomes(id)).containsExactly("UPSERT ACCEPTED");
        });
        assertThat(sandbox.ledger()).hasSize(30);
    }

    @Test
    void the_inventory_lists_what_was_made_in_the_interval() {
        DeliveryId early = add();
        engine.run();
        Instant between = clock.now.plusSeconds(1);
        clock.advance(Duration.ofSeconds(1));
        DeliveryId late = add();
        engine.run();
        happens(String.valueOf(engine.get(late).providerRef()), "voided");
        Account account = new Account(
                Engine.method(ACCOUNT),
                BillingProvider.NETSUITE,
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                ACCOUNT);

        assertThat(holdings(account, Engine.START, between)).singleElement().satisfies(held -> {
            assertThat(held.deliveryId()).isEqualTo(early);
            assertThat(held.invoiceId()).isEqualTo(engine.get(early).invoice());
            assertThat(held.total()).isEqualByComparingTo("1235");
            assertThat(held.currency()).isEqualTo("USD");
            assertThat(held.live()).isTrue();
        });
        assertThat(holdings(account, between, between.plusSeconds(1)))
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.deliveryId()).isEqualTo(late);
                    assertThat(held.live()).isFalse();
                });
        assertThat(holdings(account, Engine.START, between.plusSeconds(1))).hasSize(2);

        fault("suiteql", "server_error", 1);
        assertThat(adapter.inventory(account, Engine.START, between))
                .isInstanceOfSatisfying(
                        Inventory.Failed.class,
                        failed -> assertThat(failed.answer()).isInstanceOf(Answer.Retryable.class));
    }

    private List<Inventory.Holding> holdings(Account account, Instant from, Instant until) {
        return ((Inventory.Listed) adapter.inventory(account, from, until)).holdings();
    }

    @Test
    void a_preflight_says_what_an_invoice_would_meet() {
        assertThat(preflight("220", product("Good", "144")))
                .containsExactlyInAnyOrder(
                        "credentials OK",
                        "customer OK",
                        "subsidiary OK",
                        "currency OK",
                        "custom_fields OK",
                        "mapping OK");
        assertThat(preflight("missing-1", product("Gone", "9999"), product("Unmapped", null), product("Old", "950")))
                .contains("credentials OK", "customer FAILED")
                .filteredOn("mapping FAILED"::equals)
                .hasSize(3);
        keys.put("netsuite_client_id", "invalid");
        assertThat(preflight("220", product("Unmapped", null)))
                .containsExactlyInAnyOrder("credentials FAILED", "mapping FAILED");
    }

    private List<String> preflight(String customer, Product... products) {
        var configuration = new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                new io.downbeat.customers.CustomerId(UUID.randomUUID()),
                BillingProvider.NETSUITE,
                Engine.method(ACCOUNT),
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                Json.read("{\"netsuite_customer_id\": \"" + customer + "\"}"),
                Json.read("{\"netsuite_account_id\": \"1234567_SB1\", \"netsuite_subsidiary_id\": \"1\"}"),
                null,
                List.of(),
                null);
        return adapter.preflight(new Preflight(configuration, CreditType.USD_CENTS, List.of(products))).stream()
                .map(point -> point.name() + " " + point.verdict())
                .toList();
    }

    private static Product product(String name, @Nullable String item) {
        return new Product(
                new ProductId(UUID.randomUUID()),
                name,
                ProductType.FIXED,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                Map.of(),
                item,
                null);
    }
}

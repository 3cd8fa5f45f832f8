package io.downbeat.connectors.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerConfig;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.metering.MeteringHarness;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.testing.TestSandbox;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a finalized invoice whose marketplace was metered. */
class AwsMarketplaceDeliveryTest {
    private final Map<String, String> keys = Map.of("aws_access_key_id", "AKIAOWN", "aws_secret_access_key", "secret");
    private Sandbox sandbox;
    private MeteringHarness harness;
    private ProviderConfiguration acme;
    private MeteringHarness.Draft june;
    private InvoiceRoute adapter;

    @BeforeEach
    void a_hundred_cents_were_metered_in_june() {
        harness = new MeteringHarness("2025-06-01T00:00:00Z", clock -> {
            sandbox = TestSandbox.inTimeOf(clock);
            var settings = new AwsSettings(URI.create(sandbox.uri() + "/aws"), null, AwsSettings.USUAL_WINDOW);
            return new AwsConnector(
                    new AwsCredentialsSource(method -> keys, settings, clock), new AwsMeteringWire(settings), settings);
        });
        acme = harness.aws("{'aws_customer_id':'acme','aws_product_code':'prod-1'}");
        june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
        harness.advanceTo("2025-07-02T00:00:00Z");
        adapter = harness.delivery;
    }

    @AfterEach
    void stop() {
        harness.close();
        sandbox.close();
    }

    @Test
    void it_waits_for_the_last_look_and_is_confirmed_when_the_slots_come_to_the_total() {
        june.finalizeAt(100);
        assertThat(next(100, Purpose.DELIVER))
                .isInstanceOfSatisfying(
                        NextAction.Wait.class, wait -> assertThat(wait.until()).isAfter(harness.instant()));
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(next(100, Purpose.DELIVER)).isInstanceOfSatisfying(NextAction.Confirmed.class, done -> {
            assertThat(done.receipt().invoicedTotal()).isEqualByComparingTo("100");
            assertThat(done.receipt().externalStatus()).isEqualTo("SENT");
            assertThat(done.receipt().ref())
                    .isEqualTo(sandbox.ledger().getFirst().id());
        });
    }

    @Test
    void what_cannot_be_metered_any_more_parks_it_with_the_cents_and_the_reason() {
        june.finalizeAt(130);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(next(130, Purpose.DELIVER))
                .isInstanceOfSatisfying(
                        NextAction.Park.class,
                        park -> assertThat(park.reason())
                                .contains("30 of 130 cents")
                                .contains("no hour that the marketplace still takes"));
    }

    @Test
    void more_metered_than_due_is_confirmed_with_the_negative_remainder() {
        june.finalizeAt(60);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(next(60, Purpose.DELIVER))
                .isInstanceOfSatisfying(
                        NextAction.Confirmed.class,
                        done -> assertThat(done.receipt().evidence()).contains("\"remainder_cents\":-40"));
    }

    @Test
    void a_voided_invoice_whose_cents_cannot_come_back_needs_a_person() {
        june.finalizeAt(100);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(next(100, Purpose.WITHDRAW))
                .isInstanceOfSatisfying(
                        NextAction.Park.class, park -> assertThat(park.reason()).startsWith("100 cents"));
    }

    @Test
    void an_invoice_in_another_currency_is_skipped() {
        var acmeItself = new Customer(
                acme.customer(),
                "Acme",
                List.of(),
                new CustomerConfig(null, null),
                Map.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                null);
        var buyer = new InvoiceRoute.Parties(acmeItself, acmeItself);
        var euro = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);
        assertThat(adapter.freeze(invoice(euro), acme, buyer))
                .isInstanceOfSatisfying(
                        Frozen.Skipped.class,
                        skipped -> assertThat(skipped.reason()).contains("US dollars only"));
        assertThat(adapter.freeze(invoice(CreditType.USD_CENTS), acme, buyer))
                .isInstanceOfSatisfying(
                        Frozen.Deliverable.class,
                        goes -> assertThat(new String(goes.payload(), StandardCharsets.UTF_8))
                                .contains("\"total\":7")
                                .contains("\"invoice_id\""));
    }

    private static Invoice invoice(CreditType currency) {
        return new Invoice(
                new InvoiceSubject(
                        new InvoiceId(UUID.randomUUID()),
                        new CustomerId(UUID.randomUUID()),
                        new ContractId(UUID.randomUUID()),
                        InvoiceType.SCHEDULED,
                        null,
                        Instant.EPOCH,
                        currency,
                        null,
                        Instant.EPOCH),
                InvoiceStatus.DRAFT,
                List.of(),
                new Amount(BigDecimal.valueOf(7), currency),
                0,
                null,
                null,
                null);
    }

    private NextAction next(long total, Purpose purpose) {
        return adapter.next(delivery(total, purpose), null, null, harness.instant());
    }

    private Delivery delivery(long total, Purpose purpose) {
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                june.id,
                acme.customer(),
                new Delivery.Destination(
                        acme.id(),
                        BillingProvider.AWS_MARKETPLACE,
                        DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                        new DeliveryMethodId(UUID.randomUUID()),
                        "account"),
                new Delivery.Payload(new byte[0], new byte[0], null, null),
                Amount.cents(total),
                new Delivery.Progress(
                        purpose,
                        DeliveryState.CLAIMED,
                        1,
                        1,
                        null,
                        false,
                        null,
                        0,
                        new Delivery.Sends(null, null, null),
                        0));
    }
}

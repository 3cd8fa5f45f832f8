package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Hashes;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalInvoicesTest {
    private static final Instant NOW = Instant.parse("2025-02-02T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "AWS_MARKETPLACE, DIRECT_TO_BILLING_PROVIDER",
        "AWS_MARKETPLACE, AWS_SQS",
        "CUSTOM, AWS_SQS",
        "CUSTOM, AWS_SNS"
    })
    void an_invoice_says_what_could_not_be_taken_back(BillingProvider provider, DeliveryMethodType method) {
        var shown = ExternalInvoices.of(
                withdrawn(provider, method), DeliveryState.PARKED, "a queue gives nothing back", null);

        assertThat(shown).isNotNull();
        assertThat(shown.externalStatus()).isEqualTo("SENT");
        assertThat(shown.invoiceId()).isEqualTo("message-1");
        assertThat(shown.invoicedTotal()).isEqualByComparingTo("1250");
        assertThat(shown.error()).isEqualTo("a queue gives nothing back");
    }

    private static Delivery withdrawn(BillingProvider provider, DeliveryMethodType method) {
        byte[] payload = {};
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                new InvoiceId(UUID.randomUUID()),
                new CustomerId(UUID.randomUUID()),
                new Delivery.Destination(
                        new ConfigurationId(UUID.randomUUID()),
                        provider,
                        method,
                        new DeliveryMethodId(UUID.randomUUID()),
                        "account"),
                new Delivery.Payload(payload, Hashes.sha256(payload), null, null),
                Amount.cents(1250),
                new Delivery.Progress(
                        Purpose.WITHDRAW,
                        DeliveryState.UNKNOWN,
                        0,
                        1,
                        "message-1",
                        true,
                        null,
                        new Delivery.Sends(NOW, NOW, NOW),
                        0));
    }
}

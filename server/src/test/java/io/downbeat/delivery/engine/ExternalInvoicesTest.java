package io.downbeat.delivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExternalInvoicesTest {
    private static final Instant NOW = Instant.parse("2025-02-02T00:00:00Z");

    @Test
    void an_invoice_says_what_could_not_be_taken_back_where_no_provider_shows_it() {
        var shown = ExternalInvoices.of(
                withdrawn(), Outcome.rest(DeliveryState.PARKED, "a queue gives nothing back", NOW, null), false);

        assertThat(shown).isNotNull();
        assertThat(shown.externalStatus()).isEqualTo("SENT");
        assertThat(shown.invoiceId()).isEqualTo("message-1");
        assertThat(shown.invoicedTotal()).isEqualByComparingTo("1250");
        assertThat(shown.error()).isEqualTo("a queue gives nothing back");
    }

    @Test
    void the_providers_last_word_stays_where_it_shows_what_is_there() {
        assertThat(ExternalInvoices.of(withdrawn(), Outcome.rest(DeliveryState.PARKED, "it is paid", NOW, null), true))
                .isNull();
    }

    private static Delivery withdrawn() {
        byte[] payload = {};
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                new InvoiceId(UUID.randomUUID()),
                new CustomerId(UUID.randomUUID()),
                new Delivery.Destination(
                        new ConfigurationId(UUID.randomUUID()),
                        BillingProvider.AWS_MARKETPLACE,
                        DeliveryMethodType.AWS_SQS,
                        new DeliveryMethodId(UUID.randomUUID()),
                        "account"),
                new Delivery.Payload(payload, Sha256.of(payload), null, null),
                Amount.cents(1250),
                new Delivery.Progress(
                        Purpose.WITHDRAW,
                        DeliveryState.UNKNOWN,
                        0,
                        1,
                        "message-1",
                        true,
                        null,
                        0,
                        new Delivery.Sends(NOW, NOW, NOW),
                        0));
    }
}

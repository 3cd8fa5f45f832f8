package io.downbeat.connectors.queue;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.Purpose;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Invoices, configurations and deliveries for the tests of queues. */
final class Messages {
    static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2025-02-01T00:00:00Z");
    static final CustomerId CUSTOMER = new CustomerId(UUID.fromString("0194b000-0000-7000-8000-000000000001"));

    private Messages() {}

    static Invoice invoice(CreditType currency, String lineName, String... totals) {
        List<InvoiceLine> lines = Arrays.stream(totals)
                .map(total -> line(lineName, new Amount(new BigDecimal(total), currency)))
                .toList();
        return new Invoice(
                new InvoiceSubject(
                        new InvoiceId(UUID.randomUUID()),
                        CUSTOMER,
                        new ContractId(UUID.randomUUID()),
                        InvoiceType.USAGE,
                        new ServicePeriod(START, END),
                        END.plusSeconds(86_400),
                        currency,
                        null,
                        START),
                InvoiceStatus.FINALIZED,
                lines,
                new Amount(
                        lines.stream().map(line -> line.total().value()).reduce(BigDecimal.ZERO, BigDecimal::add),
                        currency),
                30,
                new Route(null, null, null, null, Route.NO_PROVIDER),
                END.plusSeconds(86_401),
                null);
    }

    static InvoiceLine line(String name, Amount total) {
        return new InvoiceLine(
                new LineId(UUID.randomUUID()),
                new ProductRef(new ProductId(UUID.randomUUID()), name),
                new Quantity(new BigDecimal("1.25"), new Amount(new BigDecimal("100"), total.unit())),
                total,
                new InvoiceLine.Usage(START, END, Map.of("region", "us"), Map.of(), null, null));
    }

    static ProviderConfiguration configuration(DeliveryMethodType method, String address) {
        String key = method == DeliveryMethodType.AWS_SQS ? "aws_sqs_queue_url" : "aws_sns_topic_arn";
        return new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                CUSTOMER,
                BillingProvider.AWS_MARKETPLACE,
                new DeliveryMethodId(UUID.randomUUID()),
                method,
                Json.read("{\"aws_product_code\": \"prod-1\", \"aws_customer_account_id\": \"111122223333\"}"),
                Json.read("{\"" + key + "\": \"" + address + "\"}"),
                null,
                List.of(),
                null);
    }

    static byte[] frozen(DeliveryMethodType method, String address) {
        Frozen frozen = QueueMessage.freeze(
                invoice(CreditType.USD_CENTS, "Compute", "1000", "250"), configuration(method, address), () -> 17);
        return ((Frozen.Deliverable) frozen).payload();
    }

    static Delivery delivery(DeliveryMethodType method, byte[] payload, boolean isFifo) {
        return delivery(method, payload, isFifo, Purpose.DELIVER, null, false);
    }

    static Delivery delivery(
            DeliveryMethodType method,
            byte[] payload,
            boolean isFifo,
            Purpose purpose,
            @Nullable String ref,
            boolean mayExist) {
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                new InvoiceId(UUID.randomUUID()),
                CUSTOMER,
                new Delivery.Destination(
                        new ConfigurationId(UUID.randomUUID()),
                        BillingProvider.AWS_MARKETPLACE,
                        method,
                        new DeliveryMethodId(UUID.randomUUID()),
                        "account"),
                new Delivery.Payload(payload, sha256(payload), isFifo ? "account/" + CUSTOMER : null, null),
                Amount.cents(1250),
                new Delivery.Progress(
                        purpose,
                        DeliveryState.CLAIMED,
                        0,
                        1,
                        ref,
                        mayExist,
                        null,
                        0,
                        new Delivery.Sends(null, null, null),
                        0));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}

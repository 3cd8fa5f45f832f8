package io.downbeat.connectors.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.DeliveryMethodType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class QueueMessageTest {
    private static final String QUEUE = "https://sqs.eu-west-1.amazonaws.com/111122223333/bills";
    private static final String TOPIC = "arn:aws:sns:eu-central-1:111122223333:bills";
    private static final DeliveryId ID = new DeliveryId(UUID.fromString("0194b000-0000-7000-8000-00000000000a"));

    @Test
    void a_message_says_whose_it_is_what_it_costs_and_for_which_buyer() {
        JsonNode message = message(Messages.invoice(CreditType.USD_CENTS, "Compute", "1000", "250"));
        assertThat(message.get("schema_version").asInt()).isEqualTo(1);
        assertThat(message.get("delivery_id").asString()).isEqualTo(ID.toString());
        assertThat(message.get("type").asString()).isEqualTo("invoice.finalized");
        assertThat(message.get("sequence").asLong()).isEqualTo(17);
        assertThat(message.get("total").decimalValue()).isEqualByComparingTo("1250");
        assertThat(message.get("occurred_at").asString()).isEqualTo("2025-02-02T00:00:01.000Z");
        JsonNode payload = message.get("payload");
        assertThat(payload.get("total").decimalValue()).isEqualByComparingTo("1250");
        assertThat(payload.get("invoice_id")).isEqualTo(message.get("invoice_id"));
        assertThat(payload.at("/lines/1/quantity").decimalValue()).isEqualByComparingTo("1.25");
        assertThat(payload.at("/period/end").asString()).isEqualTo("2025-02-01T00:00:00.000Z");
        assertThat(payload.at("/billing_provider_configuration/configuration/aws_product_code")
                        .asString())
                .isEqualTo("prod-1");
        assertThat(message.has("attempt")).isFalse();
    }

    @Test
    void the_hash_is_of_the_payloads_bytes_as_they_stand_at_the_end_of_the_body() {
        byte[] frozen = Messages.frozen(DeliveryMethodType.AWS_SQS, QUEUE);
        String body = new String(QueueMessage.body(ID, frozen), StandardCharsets.US_ASCII);
        String payload = body.substring(body.indexOf(",\"payload\":") + ",\"payload\":".length(), body.length() - 1);
        assertThat(HexFormat.of().formatHex(Messages.sha256(payload.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(Json.read(body).get("payload_sha256").asString());
    }

    @Test
    void every_attempt_of_a_delivery_has_the_same_bytes() {
        byte[] frozen = Messages.frozen(DeliveryMethodType.AWS_SQS, QUEUE);
        assertThat(QueueMessage.body(ID, frozen)).isEqualTo(QueueMessage.body(ID, frozen.clone()));
        assertThat(new String(QueueMessage.body(ID, frozen), StandardCharsets.US_ASCII))
                .startsWith("{\"delivery_id\":\"" + ID + "\",\"schema_version\":1,");
    }

    @Test
    void what_xml_cannot_hold_travels_as_an_escape_and_comes_out_as_it_was() {
        String name = "a\uFFFEb\u0007c\uD83D\uDE00d\u00E9\uFFFF\u007F\"\\";
        Invoice invoice = Messages.invoice(CreditType.USD_CENTS, name, "5");
        byte[] body = QueueMessage.body(ID, deliverable(invoice, DeliveryMethodType.AWS_SQS, QUEUE));
        for (byte each : body) {
            assertThat(each).isBetween((byte) 0x20, (byte) 0x7F);
        }
        assertThat(Json.read(new String(body, StandardCharsets.US_ASCII))
                        .at("/payload/lines/0/name")
                        .asString())
                .isEqualTo(name);
    }

    @Test
    void a_marketplaces_invoice_in_another_currency_is_skipped() {
        Invoice euros = Messages.invoice(new CreditType(UUID.randomUUID(), "EUR", "EUR", 2), "Compute", "12.50");
        assertThat(freeze(euros, DeliveryMethodType.AWS_SQS, QUEUE))
                .isEqualTo(new Frozen.Skipped("a marketplace takes US dollars only; this invoice is in EUR"));
    }

    @Test
    void what_is_skipped_takes_no_number() {
        Invoice euros = Messages.invoice(new CreditType(UUID.randomUUID(), "EUR", "EUR", 2), "Compute", "12.50");
        assertThat(QueueMessage.freeze(euros, Messages.configuration(DeliveryMethodType.AWS_SQS, QUEUE), () -> {
                    throw new AssertionError("a number was taken");
                }))
                .isInstanceOf(Frozen.Skipped.class);
    }

    @ParameterizedTest
    @CsvSource({"AWS_SQS, 1047552", "AWS_SNS, 261120"})
    void a_message_fits_to_the_byte_and_one_more_is_parked_with_the_way_out(DeliveryMethodType method, int most) {
        String address = method == DeliveryMethodType.AWS_SQS ? QUEUE : TOPIC;
        int empty = QueueMessage.body(ID, deliverable(Messages.invoice(CreditType.USD_CENTS, "", "5"), method, address))
                .length;
        String fits = "x".repeat(most - empty);
        byte[] frozen = deliverable(Messages.invoice(CreditType.USD_CENTS, fits, "5"), method, address);
        assertThat(QueueMessage.body(ID, frozen)).hasSize(most);

        Frozen over = freeze(Messages.invoice(CreditType.USD_CENTS, fits + "x", "5"), method, address);
        assertThat(over).isInstanceOf(Frozen.Unsendable.class);
        assertThat(((Frozen.Unsendable) over).reason())
                .contains("has " + (most + 1) + " bytes")
                .contains("takes " + most)
                .contains("cancel this delivery");
    }

    @Test
    void only_a_fifo_target_has_an_order() {
        Invoice invoice = Messages.invoice(CreditType.USD_CENTS, "Compute", "5");
        assertThat(((Frozen.Deliverable) freeze(invoice, DeliveryMethodType.AWS_SQS, QUEUE)).orderKey())
                .isNull();
        assertThat(((Frozen.Deliverable) freeze(invoice, DeliveryMethodType.AWS_SQS, QUEUE + ".fifo")).orderKey())
                .isEqualTo(invoice.customer().toString());
        assertThat(((Frozen.Deliverable) freeze(invoice, DeliveryMethodType.AWS_SNS, TOPIC + ".fifo")).orderKey())
                .isEqualTo(invoice.customer().toString());
    }

    @Test
    void requests_are_signed_for_the_region_that_the_address_names() {
        assertThat(QueueTarget.of(Messages.configuration(DeliveryMethodType.AWS_SQS, QUEUE))
                        .region())
                .isEqualTo("eu-west-1");
        assertThat(QueueTarget.of(Messages.configuration(
                                DeliveryMethodType.AWS_SQS, "HTTPS://SQS.EU-West-1.amazonaws.com/111122223333/bills"))
                        .region())
                .as("the name of a host is the same in any case")
                .isEqualTo("eu-west-1");
        assertThat(QueueTarget.of(Messages.configuration(DeliveryMethodType.AWS_SNS, TOPIC))
                        .region())
                .isEqualTo("eu-central-1");
        assertThat(QueueTarget.of(Messages.configuration(DeliveryMethodType.AWS_SQS, "http://127.0.0.1:1/000/q"))
                        .region())
                .isEqualTo("us-east-1");
    }

    @Test
    void without_a_secret_nothing_is_signed_and_a_key_id_shows_nothing_of_the_secret() {
        byte[] body = QueueMessage.body(ID, Messages.frozen(DeliveryMethodType.AWS_SQS, QUEUE));
        assertThat(MessageSignature.attributes(body, null)).containsOnlyKeys("schema_version", "event_type");
        var signed = MessageSignature.attributes(body, "a secret");
        assertThat(signed).containsOnlyKeys("schema_version", "event_type", "signature", "signature_key_id");
        assertThat(signed.get("signature_key_id")).hasSize(16).isEqualTo(MessageSignature.keyId("a secret"));
        byte[] other = Arrays.copyOf(body, body.length - 1);
        assertThat(MessageSignature.attributes(other, "a secret").get("signature"))
                .isNotEqualTo(signed.get("signature"));
        assertThat(MessageSignature.attributes(body, "another").get("signature_key_id"))
                .isNotEqualTo(signed.get("signature_key_id"));
        int size = signed.entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().length() + "String".length())
                .sum();
        assertThat(size).isLessThan(QueueMessage.ROOM_FOR_ATTRIBUTES);
    }

    private static JsonNode message(Invoice invoice) {
        return Json.read(new String(
                QueueMessage.body(ID, deliverable(invoice, DeliveryMethodType.AWS_SQS, QUEUE)),
                StandardCharsets.US_ASCII));
    }

    private static byte[] deliverable(Invoice invoice, DeliveryMethodType method, String address) {
        return ((Frozen.Deliverable) freeze(invoice, method, address)).payload();
    }

    private static Frozen freeze(Invoice invoice, DeliveryMethodType method, String address) {
        return QueueMessage.freeze(invoice, Messages.configuration(method, address), () -> 17);
    }
}

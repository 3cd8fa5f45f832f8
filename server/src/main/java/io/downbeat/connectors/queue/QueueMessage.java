package io.downbeat.connectors.queue;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.InvoiceLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one message of an invoice (docs/destinations/queues.md is its contract with consumers). Pure.
 *
 * <p>All of it but the delivery's id is frozen with the invoice, as bytes; the id is put in front. So every attempt sends
 * the same bytes, whatever a later version would write. Printable ASCII only: what a queue could refuse (XML 1.0 has no
 * U+FFFE, for one) travels as an escape of JSON.
 */
final class QueueMessage {
    static final int SCHEMA_VERSION = 1;
    static final String TYPE = "invoice.finalized";
    /** Names, types and values of all attributes fit in here. */
    static final int ROOM_FOR_ATTRIBUTES = 1024;

    private static final JsonMapper ASCII =
            Json.MAPPER.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String ID = "{\"delivery_id\":\"%s\",";
    private static final int ID_LENGTH =
            ID.formatted("00000000-0000-0000-0000-000000000000").length();

    private QueueMessage() {}

    /** @param numbers of which one is taken, unless nothing goes out */
    static Frozen freeze(Invoice invoice, ProviderConfiguration configuration, LongSupplier numbers) {
        if (configuration.provider().isMarketplace()
                && !invoice.currency().isoCode().equals("USD")) {
            return new Frozen.Skipped("a marketplace takes US dollars only; this invoice is in "
                    + invoice.currency().isoCode());
        }
        if (configuration.provider().isMarketplace() && invoice.isTrueUp()) {
            return new Frozen.Skipped(Frozen.Skipped.TRUE_UP);
        }
        QueueTarget target = QueueTarget.of(configuration);
        byte[] frozen = frozen(invoice, configuration, numbers.getAsLong());
        int size = ID_LENGTH + frozen.length - 1;
        int most = target.carrier().mostBytes() - ROOM_FOR_ATTRIBUTES;
        if (size > most) {
            return new Frozen.Unsendable(
                    "the message with " + invoice.billedLines().size() + " lines has " + size
                            + " bytes, and " + target.carrier() + " takes " + most
                            + " of a message's body; bill fewer lines per invoice, or cancel this delivery and read"
                            + " the invoice through the API");
        }
        return new Frozen.Deliverable(
                frozen, target.isFifo() ? invoice.customer().toString() : null, null, null);
    }

    /** What goes out: the frozen bytes with the delivery's id in front. */
    static byte[] body(Delivery delivery) {
        return body(delivery.id(), delivery.payload().bytes());
    }

    static byte[] body(DeliveryId id, byte[] frozen) {
        byte[] start = ID.formatted(id.value()).getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[start.length + frozen.length - 1];
        System.arraycopy(start, 0, body, 0, start.length);
        System.arraycopy(frozen, 1, body, start.length, frozen.length - 1);
        return body;
    }

    /** {@code payload} stays last, so that a consumer finds the bytes that its hash was taken of. */
    private static byte[] frozen(Invoice invoice, ProviderConfiguration configuration, long sequence) {
        String payload = ASCII.writeValueAsString(payload(invoice, configuration));
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("schema_version", SCHEMA_VERSION);
        envelope.put("type", TYPE);
        envelope.put("sequence", sequence);
        envelope.put("customer_id", invoice.customer().value());
        envelope.put("invoice_id", invoice.id().value());
        envelope.put("total", invoice.total().value());
        envelope.put("occurred_at", invoice.finalizedAt() == null ? invoice.issuedAt() : invoice.finalizedAt());
        envelope.put("payload_sha256", Sha256.hex(Sha256.of(payload.getBytes(StandardCharsets.US_ASCII))));
        String open = ASCII.writeValueAsString(envelope);
        return (open.substring(0, open.length() - 1) + ",\"payload\":" + payload + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> payload(Invoice invoice, ProviderConfiguration configuration) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("invoice_id", invoice.id().value());
        payload.put("total", invoice.total().value());
        payload.put("currency", invoice.currency().isoCode());
        payload.put(
                "credit_type", named(invoice.currency().id(), invoice.currency().name()));
        payload.put("invoice_type", invoice.type().name());
        payload.put("customer_id", invoice.customer().value());
        payload.put("contract_id", invoice.contract().value());
        if (invoice.period() != null) {
            payload.put(
                    "period", period(invoice.period().start(), invoice.period().end()));
        }
        payload.put("issued_at", invoice.issuedAt());
        payload.put("net_payment_terms_days", invoice.netPaymentTermsDays());
        if (invoice.regeneratedFrom() != null) {
            payload.put("regenerated_from_invoice_id", invoice.regeneratedFrom().value());
        }
        payload.put("billing_provider_configuration", identity(configuration));
        List<Object> lines = new ArrayList<>();
        invoice.billedLines().forEach(line -> lines.add(line(line)));
        payload.put("lines", lines);
        return payload;
    }

    /** Who the customer is at the provider, as it stood when the invoice was finalized; never a credential. */
    private static Map<String, Object> identity(ProviderConfiguration configuration) {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("id", configuration.id().value());
        identity.put("billing_provider", configuration.provider().wire());
        identity.put("delivery_method", configuration.deliveryMethod().wire());
        identity.put("delivery_method_id", configuration.deliveryMethodId().value());
        identity.put("configuration", configuration.configuration());
        return identity;
    }

    private static Map<String, Object> line(InvoiceLine line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", line.id().value());
        json.put("type", line.source().type());
        json.put("name", line.name());
        if (line.quantity() != null) {
            json.put("quantity", line.quantity().units());
            json.put("unit_price", line.quantity().unitPrice().value());
        }
        json.put("total", line.total().value());
        put(
                json,
                "product_id",
                line.product().id() == null ? null : line.product().id().value());
        json.put("starting_at", line.source().startingAt());
        put(json, "ending_before", line.source().endingBefore());
        // Sorted, because the order of an immutable map's entries differs from process to process.
        json.put("pricing_group_values", new TreeMap<>(line.source().pricingGroupValues()));
        json.put("presentation_group_values", new TreeMap<>(line.source().presentationGroupValues()));
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static Map<String, Object> named(Object id, String name) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", name);
        return json;
    }

    private static Map<String, Object> period(Instant start, Instant end) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", start);
        json.put("end", end);
        return json;
    }
}

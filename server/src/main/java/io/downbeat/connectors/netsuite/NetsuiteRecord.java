package io.downbeat.connectors.netsuite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.platform.hashes.Sha256;
import io.downbeat.platform.http.Json;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The invoice record at NetSuite: how it is found, which marks of ours it carries, and its JSON from the frozen payload. */
final class NetsuiteRecord {
    /** NetSuite wants external ids of a record type to belong to one integration: this part says whose they are. */
    static final String PREFIX = "downbeat-";

    /** Custom transaction body fields that the account's administrator creates (docs/destinations/netsuite.md). */
    static final String INVOICE_FIELD = "custbody_downbeat_invoice_id";

    static final String CONTRACT_FIELD = "custbody_downbeat_contract_id";
    static final String CUSTOMER_FIELD = "custbody_downbeat_customer_id";
    static final String HASH_FIELD = "custbody_downbeat_payload_sha256";
    static final List<String> FIELDS = List.of(INVOICE_FIELD, CONTRACT_FIELD, CUSTOMER_FIELD, HASH_FIELD);

    private NetsuiteRecord() {}

    static String externalId(DeliveryId delivery) {
        return PREFIX + delivery;
    }

    /** Below {@code /record/v1/}. */
    static String byExternalId(DeliveryId delivery) {
        return "invoice/eid:" + URLEncoder.encode(externalId(delivery), UTF_8);
    }

    static String byInternalId(String id) {
        return "invoice/" + URLEncoder.encode(id, UTF_8);
    }

    /** @param currency NetSuite's internal id; {@code null} to leave it to an account that has only one */
    static byte[] json(Delivery delivery, NetsuitePayload payload, @Nullable String currency) {
        Map<String, Object> invoice = new LinkedHashMap<>();
        invoice.put("externalId", externalId(delivery.id()));
        NetsuitePayload.Recipient recipient = payload.recipient();
        invoice.put("entity", reference(recipient.entity()));
        if (recipient.subsidiary() != null) {
            invoice.put("subsidiary", reference(recipient.subsidiary()));
        }
        if (currency != null) {
            invoice.put("currency", reference(currency));
        }
        invoice.put("tranDate", payload.header().tranDate());
        invoice.put("dueDate", payload.header().dueDate());
        invoice.put("memo", payload.header().memo());
        invoice.put("otherRefNum", delivery.id().toString());
        invoice.put(INVOICE_FIELD, payload.marks().invoiceId());
        invoice.put(CONTRACT_FIELD, payload.marks().contractId());
        invoice.put(CUSTOMER_FIELD, payload.marks().customerId());
        invoice.put(HASH_FIELD, Sha256.hex(delivery.payload().sha256()));
        List<Object> lines = new ArrayList<>();
        payload.lines().forEach(line -> lines.add(line(line)));
        invoice.put("item", Map.of("items", lines));
        return Json.MAPPER.writeValueAsBytes(invoice);
    }

    private static Map<String, Object> line(NetsuitePayload.Line line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("item", reference(line.item()));
        json.put("quantity", line.quantity());
        json.put("rate", line.rate());
        json.put("amount", line.amount());
        json.put("description", line.description());
        return json;
    }

    private static Map<String, String> reference(String id) {
        return Map.of("id", id);
    }
}

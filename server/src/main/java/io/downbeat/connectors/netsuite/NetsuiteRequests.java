package io.downbeat.connectors.netsuite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Hashes;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.platform.http.Json;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests with an effect, byte by byte from the frozen payload. */
final class NetsuiteRequests {
    static final String UPSERT = "UPSERT";
    static final String DELETE = "DELETE";

    /** NetSuite wants external ids of a record type to belong to one integration: this part says whose they are. */
    static final String PREFIX = "downbeat-";

    /** Custom transaction body fields that the account's administrator creates (docs/destinations/netsuite.md). */
    static final String INVOICE_FIELD = "custbody_downbeat_invoice_id";

    static final String CONTRACT_FIELD = "custbody_downbeat_contract_id";
    static final String CUSTOMER_FIELD = "custbody_downbeat_customer_id";
    static final String HASH_FIELD = "custbody_downbeat_payload_sha256";
    static final List<String> FIELDS = List.of(INVOICE_FIELD, CONTRACT_FIELD, CUSTOMER_FIELD, HASH_FIELD);

    private static final byte[] NOTHING = {};

    private NetsuiteRequests() {}

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

    /**
     * Announced without the currency: its internal id is NetSuite's name for what the payload says, and may become
     * readable between two attempts.
     */
    static ProviderRequest upsert(Delivery delivery, NetsuitePayload payload) {
        return new ProviderRequest(UPSERT, delivery.key("upsert"), invoice(delivery, payload, null), false);
    }

    static ProviderRequest delete() {
        return new ProviderRequest(DELETE, null, NOTHING, true);
    }

    /** @param currency NetSuite's internal id; {@code null} to leave it to an account that has only one */
    static byte[] invoice(Delivery delivery, NetsuitePayload payload, @Nullable String currency) {
        Map<String, Object> invoice = new LinkedHashMap<>();
        invoice.put("externalId", externalId(delivery.id()));
        invoice.put("entity", reference(payload.entity()));
        if (payload.subsidiary() != null) {
            invoice.put("subsidiary", reference(payload.subsidiary()));
        }
        if (currency != null) {
            invoice.put("currency", reference(currency));
        }
        invoice.put("tranDate", payload.tranDate());
        invoice.put("dueDate", payload.dueDate());
        invoice.put("memo", payload.memo());
        invoice.put("otherRefNum", delivery.id().toString());
        invoice.put(INVOICE_FIELD, payload.invoiceId());
        invoice.put(CONTRACT_FIELD, payload.contractId());
        invoice.put(CUSTOMER_FIELD, payload.customerId());
        invoice.put(HASH_FIELD, Hashes.hex(delivery.payload().sha256()));
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

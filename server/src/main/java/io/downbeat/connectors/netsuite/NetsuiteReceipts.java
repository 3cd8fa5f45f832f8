package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.Receipt;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is kept of an invoice that was read at NetSuite. */
final class NetsuiteReceipts {
    private NetsuiteReceipts() {}

    static Receipt of(NetsuiteView seen, NetsuitePayload payload) {
        BigDecimal total = fromMajor(seen.total(), payload.currency());
        BigDecimal net = fromMajor(seen.net(), payload.currency());
        return new Receipt(
                        seen.id(),
                        seen.status().external(seen.paid().signum() > 0),
                        issuedAt(seen),
                        total,
                        net,
                        null,
                        null,
                        evidence(seen, payload))
                .taxed(tax(total, net));
    }

    /** What NetSuite added by itself: we send it no tax. */
    private static Receipt.@Nullable Tax tax(@Nullable BigDecimal total, @Nullable BigDecimal net) {
        return total == null || net == null || total.compareTo(net) == 0
                ? null
                : new Receipt.Tax(total.subtract(net), net);
    }

    static Receipt deleted(String ref) {
        return new Receipt(ref, "DELETED", null, null, null, null, null, "{\"deleted\": true}");
    }

    /** Back to the API's units. */
    static @Nullable BigDecimal fromMajor(@Nullable BigDecimal amount, String isoCode) {
        return amount == null ? null : isoCode.equals("USD") ? amount.movePointRight(2) : amount;
    }

    private static @Nullable Instant issuedAt(NetsuiteView seen) {
        try {
            return LocalDate.parse(seen.json().path("tranDate").asString(""))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeParseException notShown) {
            return null;
        }
    }

    private static String evidence(NetsuiteView seen, NetsuitePayload payload) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("id", seen.id());
        kept.put("status", seen.status().name().toLowerCase(java.util.Locale.ROOT));
        kept.put("currency", payload.currency());
        for (String field : new String[] {
            "externalId", "tranId", "tranDate", "subtotal", "taxTotal", "total", "amountPaid", NetsuiteRecord.HASH_FIELD
        }) {
            if (seen.json().path(field).isValueNode()
                    && !seen.json().path(field).isNull()) {
                kept.put(field, seen.json().get(field));
            }
        }
        return Json.write(kept);
    }
}

package io.downbeat.connectors.stripe;

import io.downbeat.delivery.Receipt;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is kept of an invoice that was read at Stripe. */
final class StripeReceipts {
    private StripeReceipts() {}

    static Receipt of(StripeView.Bound invoice) {
        return of(invoice, status(invoice.status()));
    }

    static Receipt of(StripeView.Bound invoice, String externalStatus) {
        JsonNode json = invoice.json();
        var receipt = new Receipt(
                invoice.id(),
                externalStatus,
                issuedAt(json),
                StripeFreezing.fromMinor(invoice.currency(), BigDecimal.valueOf(invoice.total())),
                invoice.subtotal() == null
                        ? null
                        : StripeFreezing.fromMinor(invoice.currency(), BigDecimal.valueOf(invoice.subtotal())),
                text(json, "invoice_pdf"),
                invoice.paymentIntent(),
                evidence(invoice));
        return receipt.taxed(tax(invoice));
    }

    /** What Stripe computed, or the line that stands for what somebody else did. */
    private static Receipt.@Nullable Tax tax(StripeView.Bound invoice) {
        long untaxed = invoice.json().path("total_excluding_tax").asLong(invoice.total());
        String line = StripePayload.taxLine(invoice.metadata().getOrDefault("invoice_id", ""));
        long given = invoice.lines().stream()
                .filter(each -> line.equals(each.lineId()))
                .mapToLong(StripeView.Line::amount)
                .sum();
        return tax(invoice.currency(), invoice.total(), invoice.total() - untaxed + given);
    }

    /** @param total with the tax, which is zero for none */
    static Receipt.@Nullable Tax tax(String currency, long total, long tax) {
        return tax == 0
                ? null
                : new Receipt.Tax(
                        StripeFreezing.fromMinor(currency, BigDecimal.valueOf(tax)),
                        StripeFreezing.fromMinor(currency, BigDecimal.valueOf(total - tax)));
    }

    static String status(StripeView.Status status) {
        return switch (status) {
            case DRAFT -> "DRAFT";
            case OPEN -> "FINALIZED";
            case PAID -> "PAID";
            case UNCOLLECTIBLE -> "UNCOLLECTIBLE";
            case VOID -> "VOID";
            case DELETED -> "DELETED";
            case OTHER -> "SENT";
        };
    }

    private static String evidence(StripeView.Bound invoice) {
        JsonNode json = invoice.json();
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("id", invoice.id());
        kept.put("status", invoice.status().name().toLowerCase(Locale.ROOT));
        kept.put("auto_advance", invoice.advances());
        kept.put("currency", invoice.currency());
        kept.put("total", invoice.total());
        kept.put("lines", invoice.lines().size());
        put(kept, "number", text(json, "number"));
        put(kept, "customer", text(json, "customer"));
        put(kept, "collection_method", text(json, "collection_method"));
        put(kept, "payment_intent", invoice.paymentIntent());
        return Json.write(kept);
    }

    private static void put(Map<String, Object> kept, String key, @Nullable String value) {
        if (value != null) {
            kept.put(key, value);
        }
    }

    private static @Nullable Instant issuedAt(JsonNode json) {
        for (JsonNode at : new JsonNode[] {
            json.path("effective_at"), json.path("status_transitions").path("finalized_at"), json.path("created")
        }) {
            if (at.isNumber()) {
                return Instant.ofEpochSecond(at.asLong());
            }
        }
        return null;
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isString() ? value.stringValue() : null;
    }
}

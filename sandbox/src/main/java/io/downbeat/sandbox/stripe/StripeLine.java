package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of an invoice; {@code amount} in the currency's smallest unit, negative for a credit. */
record StripeLine(
        String id,
        long amount,
        long quantity,
        @Nullable String description,
        long periodStart,
        long periodEnd,
        Map<String, String> metadata) {

    private static final Set<String> KNOWN = Set.of(
            "amount",
            "description",
            "discountable",
            "discounts",
            "id",
            "invoice_item",
            "metadata",
            "period",
            "price_data",
            "pricing",
            "quantity",
            "tax_amounts",
            "tax_rates");

    static StripeLine added(String id, FormParameters given, Instant now) {
        StripeParameters.refuseUnknown(given, KNOWN);
        if (!given.has("amount") && !given.has("price_data")) {
            throw StripeError.missing(given.full("amount"));
        }
        return read(id, given, new StripeLine(id, 0, 1, null, now.getEpochSecond(), now.getEpochSecond(), Map.of()));
    }

    StripeLine changed(FormParameters given) {
        StripeParameters.refuseUnknown(given, KNOWN);
        return read(id, given, this);
    }

    private static StripeLine read(String id, FormParameters given, StripeLine before) {
        long quantity = given.number("quantity").orElse(before.quantity);
        if (quantity < 0) {
            throw StripeError.invalid("parameter_invalid_integer", given.full("quantity"), "Invalid quantity");
        }
        FormParameters period = given.under("period");
        long start = period.number("start").orElse(before.periodStart);
        long end = period.number("end").orElse(before.periodEnd);
        if (end < start) {
            throw StripeError.invalid(null, period.full("end"), "The period's end must not be before its start.");
        }
        return new StripeLine(
                id,
                amount(given, quantity, before.amount),
                quantity,
                given.text("description").orElse(before.description),
                start,
                end,
                StripeParameters.merged(before.metadata, given));
    }

    private static long amount(FormParameters given, long quantity, long before) {
        if (!given.has("price_data")) {
            return given.number("amount").orElse(before);
        }
        FormParameters price = given.under("price_data");
        String each = price.text("unit_amount_decimal")
                .or(() -> price.text("unit_amount"))
                .orElseThrow(() -> StripeError.missing(price.full("unit_amount")));
        try {
            return new BigDecimal(each)
                    .multiply(BigDecimal.valueOf(quantity))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException noAmount) {
            throw StripeError.invalid(
                    "parameter_invalid", price.full("unit_amount_decimal"), "Invalid decimal: " + each);
        }
    }

    Map<String, Object> json(String invoice, String currency) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("object", "line_item");
        json.put("amount", amount);
        json.put("currency", currency);
        json.put("description", description);
        json.put("invoice", invoice);
        json.put("livemode", false);
        json.put("metadata", metadata);
        json.put("period", Map.of("start", periodStart, "end", periodEnd));
        json.put("quantity", quantity);
        return json;
    }
}

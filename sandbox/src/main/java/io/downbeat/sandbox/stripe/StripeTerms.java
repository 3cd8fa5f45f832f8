package io.downbeat.sandbox.stripe;

import io.downbeat.sandbox.http.FormParameters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request may say of an invoice beside its lines.
 *
 * @param automaticTax whether tax is added to the lines; {@code null} in what was saved before it was asked
 */
record StripeTerms(
        String collectionMethod,
        boolean autoAdvance,
        @Nullable Long daysUntilDue,
        @Nullable Long dueDate,
        @Nullable Long effectiveAt,
        @Nullable String description,
        Map<String, String> metadata,
        @Nullable Boolean automaticTax) {
    static final StripeTerms USUAL =
            new StripeTerms("charge_automatically", false, null, null, null, null, Map.of(), false);

    /** These terms with what a request changes; one that is refused leaves them as they were. */
    StripeTerms changed(FormParameters given) {
        String method = given.text("collection_method").orElse(collectionMethod);
        if (!method.equals("charge_automatically") && !method.equals("send_invoice")) {
            throw StripeError.invalid(
                    null,
                    "collection_method",
                    "Invalid collection_method: must be one of charge_automatically or send_invoice");
        }
        if (!method.equals("send_invoice")) {
            refuseDueDates(given);
        }
        Long days = given.number("days_until_due").orElse(daysUntilDue);
        if (days != null && days < 0) {
            throw StripeError.invalid(null, "days_until_due", "Must be 0 or more.");
        }
        return new StripeTerms(
                method,
                given.flag("auto_advance").orElse(autoAdvance),
                days,
                given.number("due_date").orElse(dueDate),
                given.number("effective_at").orElse(effectiveAt),
                given.text("description").orElse(description),
                StripeParameters.merged(metadata, given),
                given.under("automatic_tax").flag("enabled").orElse(automaticTax));
    }

    /** As they stand once the invoice is final. */
    StripeTerms frozen(boolean advance, @Nullable Long due, long effective) {
        return new StripeTerms(
                collectionMethod, advance, daysUntilDue, due, effective, description, metadata, automaticTax);
    }

    boolean isTaxed() {
        return Boolean.TRUE.equals(automaticTax);
    }

    private static void refuseDueDates(FormParameters given) {
        for (String name : List.of("days_until_due", "due_date")) {
            if (given.text(name).isPresent()) {
                throw StripeError.invalid(
                        null, name, "You can only specify " + name + " if collection_method is 'send_invoice'.");
            }
        }
    }
}

package io.downbeat.sandbox.stripe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All there is to a {@link StripeInvoice}, as it is saved beyond this process. */
record StripeInvoiceState(
        String id,
        String account,
        String customer,
        String currency,
        Instant created,
        long sequence,
        List<StripeLine> lines,
        StripeInvoiceStatus status,
        StripeTerms terms,
        boolean charged,
        @Nullable String number,
        long off,
        long linesSoFar,
        long paid,
        StripePaymentIntent.@Nullable State payment,
        Map<String, @Nullable Long> transitions) {}

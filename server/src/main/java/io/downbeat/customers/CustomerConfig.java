package io.downbeat.customers;

import org.jspecify.annotations.Nullable;

/**
 * What {@code updateConfig} sets on a customer.
 *
 * @param leaveStripeInvoicesInDraft for every Stripe invoice of the customer whose configuration says nothing about it
 */
public record CustomerConfig(
        @Nullable String salesforceAccountId, @Nullable Boolean leaveStripeInvoicesInDraft) {
    static final CustomerConfig NONE = new CustomerConfig(null, null);
}

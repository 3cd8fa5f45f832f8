package io.downbeat.invoicing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.schedule.ProviderChange;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a change of billing provider would mean for each invoice of a contract; asking changes nothing. */
public interface InvoicePreviews {

    /** @throws io.downbeat.platform.http.Refused if the customer has no such contract */
    Preview preview(CustomerId customer, ContractId contract, ProviderChange change);

    /** Where an invoice goes; {@code null} fields: nowhere. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record InvoicePosition(
            @Nullable UUID billingProviderConfigurationId,
            @Nullable String billingProvider,
            String rule) {}

    /**
     * What a subscription charges in advance for the time from the boundary on.
     *
     * @param amount in the invoice's currency
     */
    record AdvanceCharge(
            SubscriptionId subscriptionId, String name, Instant startingAt, Instant endingBefore, BigDecimal amount) {}

    /**
     * @param id {@code null} for a usage invoice whose period has not begun
     * @param advanceCharges those that ride on it and so stay with the provider before the boundary; {@code null} for none
     */
    record Affected(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            UUID id,

            String type,
            @Nullable Instant startTimestamp,
            @Nullable Instant endTimestamp,
            Instant issuedAt,
            InvoicePosition before,
            InvoicePosition after,
            boolean changes,
            @Nullable List<AdvanceCharge> advanceCharges) {}

    /**
     * @param effectiveAt the boundary that the word means now, {@code null} if there is none
     * @param refusals why the edit would be refused; empty if it is allowed
     * @param finalizedInvoices how many invoices are finalized and stay where they are
     */
    record Preview(
            boolean allowed,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant effectiveAt,

            List<String> refusals,
            List<Affected> invoices,
            int finalizedInvoices) {}
}

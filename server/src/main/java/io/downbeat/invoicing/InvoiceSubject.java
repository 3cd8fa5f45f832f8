package io.downbeat.invoicing;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an invoice is of, the same for the draft, the finalized and the voided one.
 *
 * @param period what a usage invoice covers; {@code null} for every other one
 * @param issuedAt a usage invoice's end + grace, any other one's date
 * @param regeneratedFrom the voided invoice this one replaces
 * @param trueUpOf the postpaid commit whose rest it bills, and nothing else; {@code null} for any other invoice
 * @param historical what is said of one that was made of given quantities; {@code null} for every other
 * @param customFields its own, which may change whatever becomes of it
 */
public record InvoiceSubject(
        InvoiceId id,
        CustomerId customer,
        ContractId contract,
        InvoiceType type,
        @Nullable ServicePeriod period,
        Instant issuedAt,
        CreditType currency,
        @Nullable InvoiceId regeneratedFrom,
        Instant createdAt,
        @Nullable BalanceId trueUpOf,
        @Nullable Historical historical,
        Map<String, String> customFields) {
    /** An invoice without custom fields that is no true-up, and not made of given quantities. */
    public InvoiceSubject(
            InvoiceId id,
            CustomerId customer,
            ContractId contract,
            InvoiceType type,
            @Nullable ServicePeriod period,
            Instant issuedAt,
            CreditType currency,
            @Nullable InvoiceId regeneratedFrom,
            Instant createdAt) {
        this(
                id,
                customer,
                contract,
                type,
                period,
                issuedAt,
                currency,
                regeneratedFrom,
                createdAt,
                null,
                null,
                Map.of());
    }

    /**
     * What the API shows of an invoice that was made of given quantities. It is never sent to a provider.
     *
     * @param billable as it was said when it was made; nothing follows from it
     */
    public record Historical(boolean billable) {}

    /** Where an invoice stands among a contract's, the one issued last first. */
    public record Place(Instant issuedAt, InvoiceId id) {}

    public InvoiceSubject {
        customFields = Map.copyOf(customFields);
        if (type.hasPeriod() != (period != null)) {
            throw new IllegalArgumentException(
                    "an invoice has a period or is a point, as its type says: " + type + " " + id);
        }
        if (trueUpOf != null && type != InvoiceType.SCHEDULED) {
            throw new IllegalArgumentException("a true-up is billed on a date: " + id);
        }
    }

    public boolean isHistorical() {
        return historical != null;
    }

    /** What decides its route. */
    public InvoiceMoment moment() {
        return period == null ? new InvoiceMoment.Point(issuedAt) : new InvoiceMoment.Interval(period);
    }

    /** A draft that replaces this invoice: same contract, kind, period and date. */
    InvoiceSubject again(InvoiceId newId, Map<String, String> fields, Instant now) {
        return new InvoiceSubject(
                newId, customer, contract, type, period, issuedAt, currency, id, now, trueUpOf, historical, fields);
    }
}

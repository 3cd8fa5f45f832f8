package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * What one finalized invoice took of one segment: usage that was paid, or all that was left and is billed now.
 *
 * @param customer whose balance it is
 * @param contract whose invoice it is; where a parent shares its balance, often another customer's
 * @param amount in the unit of the balance, above zero
 * @param datedAt where the invoice's period ends, or the segment if that is earlier; of a true-up its invoice's date
 * @param isTrueUp whether the invoice bills what was left of a postpaid commit
 */
public record Draw(
        CustomerId customer,
        UUID invoice,
        BalanceId balance,
        AccessSegmentId segment,
        BalanceHolder contract,
        BigDecimal amount,
        Instant datedAt,
        boolean isTrueUp) {
    /** For usage. */
    public Draw(
            CustomerId customer,
            UUID invoice,
            BalanceId balance,
            AccessSegmentId segment,
            BalanceHolder contract,
            BigDecimal amount,
            Instant datedAt) {
        this(customer, invoice, balance, segment, contract, amount, datedAt, false);
    }

    public Draw {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("an invoice that draws nothing has no draw: " + amount);
        }
    }
}

package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of a balance's ledger: what made it more or less, and when.
 *
 * @param invoice that drew, or that bills the rest; {@code null} where none did
 * @param amount what was added, or below zero what was taken
 * @param contract whose invoice drew, or to which it rolled over
 * @param segment {@code null} where the API names none
 * @param reason of a manual entry
 */
public record LedgerEntry(
        Kind kind,
        Instant timestamp,
        @Nullable UUID invoice,
        BigDecimal amount,
        @Nullable UUID contract,
        @Nullable AccessSegmentId segment,
        @Nullable String reason) {

    /** In the order in which entries of one moment stand. */
    public enum Kind {
        /** Of a postpaid commit {@link #INITIAL_BALANCE}. */
        SEGMENT_START,
        INITIAL_BALANCE,
        MANUAL,
        /** More of it, because seats were added after its period began. */
        SEAT_BASED_ADJUSTMENT,
        AUTOMATED_INVOICE_DEDUCTION,
        /** Moved to the contract that renewed the balance's. */
        ROLLOVER,
        /** What is left of a postpaid commit is billed. */
        TRUEUP,
        EXPIRATION
    }

    /** As the API names it, such as {@code PREPAID_COMMIT_SEGMENT_START}. */
    public String type(BalanceType of) {
        String prefix = switch (of) {
            case PREPAID -> "PREPAID_COMMIT_";
            case POSTPAID -> "POSTPAID_COMMIT_";
            case CREDIT -> "CREDIT_";
        };
        return prefix + kind.name();
    }
}

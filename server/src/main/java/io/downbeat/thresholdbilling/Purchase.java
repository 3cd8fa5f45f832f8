package io.downbeat.thresholdbilling;

import io.downbeat.core.Amount;
import io.downbeat.core.ServicePeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a threshold that is reached buys. Pure.
 *
 * @param amount what the commit gives, exact, in its own unit
 * @param startingAt from when on it can be used, on a full hour
 */
record Purchase(Amount amount, Instant startingAt) {

    /**
     * By spend: the whole of what is outstanding, once that reaches the threshold, for usage since the earliest of it.
     *
     * @param oldest where the earliest usage period starts that has anything outstanding
     */
    static Optional<Purchase> ofSpend(BigDecimal threshold, Amount outstanding, @Nullable Instant oldest) {
        return oldest == null || outstanding.value().compareTo(threshold) < 0
                ? Optional.empty()
                : Optional.of(new Purchase(outstanding, oldest));
    }

    /** By balance: what is missing to the upper level, once no more is left than the lower one. Nobody owes a balance. */
    static Optional<Purchase> ofBalance(BigDecimal threshold, BigDecimal rechargeTo, Amount balance, Instant now) {
        if (balance.value().compareTo(threshold) > 0) {
            return Optional.empty();
        }
        BigDecimal left = balance.value().max(BigDecimal.ZERO);
        return Optional.of(
                new Purchase(new Amount(rechargeTo.subtract(left), balance.unit()), now.truncatedTo(ChronoUnit.HOURS)));
    }

    /** A year after the end of the usage period in which it is bought. */
    static Instant endingBefore(ServicePeriod current) {
        return current.end().atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
    }

    /**
     * What is paid for it, rounded once to what the currency can express.
     *
     * @param fiatPerUnit what one of the commit's unit costs in the currency; 1 for the currency itself
     * @param fraction of that is paid; {@code null} for all of it
     */
    static Amount price(Amount amount, Amount fiatPerUnit, @Nullable BigDecimal fraction) {
        BigDecimal whole = amount.value().multiply(fiatPerUnit.value());
        return new Amount(fraction == null ? whole : whole.multiply(fraction), fiatPerUnit.unit()).rounded();
    }
}

package io.downbeat.balances;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * An item of a commit's invoice schedule: what is paid for it on one date.
 *
 * @param unitPrice exact, in the schedule's currency (cents for USD)
 */
public record PaymentItem(UUID id, Instant timestamp, BigDecimal unitPrice, BigDecimal quantity) {

    public BigDecimal amount() {
        return unitPrice.multiply(quantity);
    }
}

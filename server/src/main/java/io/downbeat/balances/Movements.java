package io.downbeat.balances;

import java.math.BigDecimal;

/** What manual entries added to a segment, and what finalized invoices drew of it. */
record Movements(BigDecimal added, BigDecimal drawn) {
    static final Movements NONE = new Movements(BigDecimal.ZERO, BigDecimal.ZERO);

    BigDecimal leftOf(BigDecimal amount) {
        return amount.add(added).subtract(drawn);
    }
}

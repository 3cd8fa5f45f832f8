package io.downbeat.balances;

import org.jspecify.annotations.Nullable;

/**
 * Fact, published in the transaction of the change: a balance of a customer was made or edited, the next period of a
 * recurring one was made, or an entry was added to a balance by hand. What a contract agrees on with its own edit is told by
 * that edit's fact. A listener that throws {@code
 * Refused} refuses the change.
 *
 * @param before {@code null} for a new one; the same as {@code after} for a manual entry
 */
public record BalanceChanged(@Nullable Balance before, Balance after) {}

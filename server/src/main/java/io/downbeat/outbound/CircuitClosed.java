package io.downbeat.outbound;

import java.time.Instant;
import java.util.List;

/**
 * An account answers again, and everything that was held back for it may go on. Published inside the transaction that
 * closes its circuit, whoever asked it: what one sender learns is the other's to know.
 *
 * @param accounts that were held back by it: itself, or all that are called with its credentials
 * @param openedAt since when they were
 */
public record CircuitClosed(List<String> accounts, Instant openedAt, Instant closedAt) {
    public CircuitClosed {
        accounts = List.copyOf(accounts);
    }
}

package io.downbeat.lab.drill;

import io.downbeat.sandbox.faults.Fault;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which outage.
 *
 * @param provider as the sandbox calls it: {@code stripe}, {@code netsuite}, {@code aws}, ...
 * @param fault one of the sandbox's faults; it strikes at every call
 * @param at when it begins; {@code null} for an hour before the next invoices are finalized
 * @param hours how long it lasts, in business time
 */
public record Drill(String provider, String fault, @Nullable Instant at, int hours) {

    /** @throws IllegalArgumentException if there is no such provider or fault, or the one means nothing at the other */
    Fault everyCall() {
        return Fault.of(provider, "*", fault).always();
    }
}

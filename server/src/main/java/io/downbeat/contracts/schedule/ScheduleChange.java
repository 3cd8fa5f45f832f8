package io.downbeat.contracts.schedule;

import io.downbeat.contracts.ContractEditId;
import io.downbeat.providers.ConfigurationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a contract's schedule as it was asked for, in force or not.
 *
 * @param configuration {@code null}: invoices go nowhere from there on
 * @param effectiveAt the boundary from which it routes
 * @param createdAt when somebody asked for it
 * @param edit {@code null} for the one that the contract was created with
 * @param isInForce whether no later one was asked for at the same boundary
 */
public record ScheduleChange(
        @Nullable ConfigurationId configuration,
        Instant effectiveAt,
        Instant createdAt,
        @Nullable ContractEditId edit,
        boolean isInForce) {}

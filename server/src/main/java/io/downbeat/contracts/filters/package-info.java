/**
 * Usage filters of contracts: which of a customer's usage a contract bills, from when on.
 *
 * <p>Owns how they are read from requests, set, stored and shown ({@link
 * io.downbeat.contracts.filters.UsageFilterPart}). Does not own what a filter makes of a quantity (usage), nor where it
 * parts lines (rating). Contracts do not know of each other's filters: usage that two contracts let pass is billed by both.
 *
 * <p>Instants that differ: a filter holds from {@code startingAt} until the next one's; {@code createdAt} is when somebody
 * asked for it.
 */
@NullMarked
package io.downbeat.contracts.filters;

import org.jspecify.annotations.NullMarked;

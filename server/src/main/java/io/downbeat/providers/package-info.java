/**
 * Where bills can go: the account's delivery methods (one connected Stripe account, one AWS role, one queue) and the
 * customers' billing provider configurations that use them.
 *
 * <p>Owns credentials, which are sealed at rest and opened for delivery adapters only. Does not own which configuration
 * bills which period: that is a contract's schedule. Speaks to no provider.
 *
 * <p>{@code archivedAt} is the moment from which a configuration receives nothing more; an invoice finalized before it
 * keeps its route.
 */
@NullMarked
package io.downbeat.providers;

import org.jspecify.annotations.NullMarked;

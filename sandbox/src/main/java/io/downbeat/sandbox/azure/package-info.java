/**
 * Microsoft's marketplace metering, with the login before it.
 *
 * <p>Owns: usage events, of which the first for a resource, a dimension and an hour wins; which plan a subscription is on.
 * Does not own: subscriptions, which exist as their ids say.
 *
 * <p>Instants that differ: an event's <em>effectiveStartTime</em> is the sender's, refused when it is more than 24 hours
 * old; its <em>messageTime</em> is the sandbox's clock's.
 */
@NullMarked
package io.downbeat.sandbox.azure;

import org.jspecify.annotations.NullMarked;

/**
 * The accounts of providers that we call, by deliveries and by metering alike: whether one may be called now (its circuit and
 * that of its credentials), how fast (its pace, shared by servers and slowed down for all who use the same credentials), and what came of its
 * last calls. And what every connector needs to speak over HTTP: one request within a deadline, what came of it told apart
 * by whether it may have had an effect, access tokens that are fetched once, and the keys of a delivery method.
 *
 * <p>Says from which addresses all that happens, to whoever keeps a firewall.
 *
 * <p>Owns {@code provider_account}, and the view {@code account_circuit} that others may read in their claims. Owns no
 * protocol and no opinion on what an answer means: each connector classifies for itself. Never repeats a request, never logs
 * one, and begins none that the claim it belongs to would not outlast. Does not know who waits for an account: it publishes
 * {@link io.downbeat.outbound.CircuitClosed}.
 *
 * <p>Instants that differ: a circuit and a token's end are business time, like everything a provider says of time; a pace follows
 * real time, because it protects a real provider ({@link io.downbeat.outbound.RateLimiter}); the lease of a probe follows
 * the database's clock.
 */
@NullMarked
package io.downbeat.outbound;

import org.jspecify.annotations.NullMarked;

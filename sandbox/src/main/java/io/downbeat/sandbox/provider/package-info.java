/**
 * What a provider must be to be simulated, and what logins have in common.
 *
 * <p>Owns: the {@link io.downbeat.sandbox.provider.Simulator} and the call that it answers; bearer tokens until they
 * expire. Does not own: any provider.
 *
 * <p>Instants that differ: a token expires by the sandbox's clock; a slow call's pause is real time.
 */
@NullMarked
package io.downbeat.sandbox.provider;

import org.jspecify.annotations.NullMarked;

/**
 * What every connector needs to speak to a provider over HTTP: one request within a deadline, what came of it told apart by
 * whether it may have had an effect, access tokens that are fetched once, and the keys of a delivery method.
 *
 * <p>Owns no protocol and no opinion on what an answer means: each connector classifies for itself. Never repeats a
 * request, never logs one, and begins none that the claim it belongs to would not outlast.
 *
 * <p>Instants: a token's end is business time, like everything a provider says of time.
 */
@NullMarked
package io.downbeat.outbound;

import org.jspecify.annotations.NullMarked;

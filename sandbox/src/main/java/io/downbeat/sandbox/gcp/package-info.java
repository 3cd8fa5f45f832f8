/**
 * Google: the ways to a token, the Procurement API as far as entitlements go, and Service Control.
 *
 * <p>Owns: reported operations, of which the first under an operation id wins while the id is remembered. Does not own:
 * entitlements and services, which exist as their ids say.
 *
 * <p>Instants that differ: an operation's <em>startTime</em> and <em>endTime</em> are the sender's; when it is forgotten
 * counts from the sandbox's clock.
 */
@NullMarked
package io.downbeat.sandbox.gcp;

import org.jspecify.annotations.NullMarked;
